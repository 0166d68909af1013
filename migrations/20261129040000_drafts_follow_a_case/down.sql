alter table drafts drop column follows_case;

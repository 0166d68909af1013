alter table draft_saves drop column typed;
alter table draft_saves drop column page;

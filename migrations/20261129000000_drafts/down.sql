drop table draft_saves, drafts;

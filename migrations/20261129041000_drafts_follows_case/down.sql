drop index drafts_follows_case;

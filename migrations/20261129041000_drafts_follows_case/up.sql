create index concurrently drafts_follows_case on drafts (follows_case);

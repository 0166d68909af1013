-- Cases below the same day that nobody closed, most urgent first, oldest first: with many of them
-- past their target, the first are found without sorting all.
create index concurrently cases_past_target on cases (urgency_rank desc, id) where latest_closing is null and urgency_rank < 3;

-- The cases that await review: most urgent first, oldest first within an urgency.
create index concurrently cases_awaiting_review on cases (urgency_rank desc, id) where latest_review is null;

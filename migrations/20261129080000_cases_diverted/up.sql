-- Cases of the same day and above that nobody closed: most urgent first, oldest first.
create index concurrently cases_diverted on cases (urgency_rank desc, id) where latest_closing is null and urgency_rank >= 3;

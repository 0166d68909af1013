-- Cases with open answers that nobody closed: most urgent first, oldest first.
create index concurrently cases_provisional on cases (urgency_rank desc, id) where latest_closing is null and status = 'provisional';

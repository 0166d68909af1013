-- Cases with a target that nobody closed, by the day of it.
create index concurrently cases_due on cases ((as_of + due_in_days)) where latest_closing is null;

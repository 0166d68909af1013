-- The rules that fired, by id, out of the trace of the decision: how often a rule fires is counted
-- without unpacking every trace. Null for decisions stored before this column was there.
alter table decisions add column fired text[];

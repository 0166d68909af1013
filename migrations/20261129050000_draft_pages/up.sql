-- Which page a save came from, and what stood on it. A page whose last answer was lost, or that
-- sends again before it came, is compared with what it sent itself, so nobody is at odds with
-- their own typing.
alter table draft_saves add column page uuid;
alter table draft_saves add column typed jsonb check (jsonb_typeof(typed) = 'object');

-- The summary as it was when a clinician said what is said in it: the bytes, since a later program
-- could draw the same case in another way.
create table signed_summaries (
  review_id uuid primary key references reviews (id),
  paper text not null check (paper in ('a4', 'letter')),
  pdf bytea not null,
  sha256 text not null check (sha256 ~ '^sha256:[0-9a-f]{64}$')
);

create trigger append_only before update or delete or truncate on signed_summaries
  for each statement execute function refuse_change();

-- What clinicians said of decisions. Several reviews of one decision may follow each other; the
-- latest one counts.
create table reviews (
  id uuid primary key,
  case_id uuid not null references cases (id),
  decision_id uuid not null references decisions (id),
  act text not null check (act in ('agreed', 'changed')),
  -- The urgency that stands from here on.
  urgency text not null check (urgency_rank(urgency) is not null),
  reason_code text check (reason_code <> ''),
  reason_text text check (reason_text <> '' and char_length(reason_text) <= 500),
  reviewed_by text not null check (reviewed_by <> ''),
  reviewed_at timestamptz not null,
  check ((act = 'changed') = (reason_code is not null)),
  check (act = 'changed' or reason_text is null)
);

create index reviews_case on reviews (case_id);
create index reviews_decision on reviews (decision_id);

create trigger append_only before update or delete or truncate on reviews
  for each statement execute function refuse_change();

-- `latest_review` is the review of the decision in force; null while that waits for one.
-- `owner` is who took the case. `reason` is why it is here: the title of the first reason of the
-- decision in force; null for cases stored before this column was there.
alter table cases
  add column latest_review uuid references reviews (id),
  add column owner text check (owner <> ''),
  add column reason text;

-- Which release of a pathway is in force on which days (valid time: `in_force_from` to
-- `in_force_until`, both included, no end where it is null), as somebody recorded it at
-- `recorded_at` (transaction time). Of the records that cover a day, the latest one counts.
-- A withdrawal takes its release out of every day from `in_force_from` on.
create table release_records (
  id bigint primary key generated always as identity,
  pathway text not null check (pathway <> ''),
  act text not null check (act in ('release', 'return', 'withdraw')),
  rule_release text not null references rule_releases (digest),
  in_force_from date not null,
  in_force_until date check (in_force_until >= in_force_from),
  -- The clock when the row is written, not when its transaction began: records are written one
  -- after another, and their times say in which order.
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null check (recorded_by <> ''),
  reason text check (reason <> ''),
  -- The signed documents, whole.
  signatures jsonb not null check (jsonb_typeof(signatures) = 'array'),
  check (act = 'release' or reason is not null),
  check (act <> 'withdraw' or in_force_until is null),
  check (act <> 'release' or jsonb_array_length(signatures) >= 2),
  check (act <> 'withdraw' or jsonb_array_length(signatures) = 1)
);

create index release_records_pathway on release_records (pathway, id);
create index release_records_rule_release on release_records (rule_release);

create trigger append_only before update or delete or truncate on release_records
  for each statement execute function refuse_change();

-- Rows of these tables are evidence: they are written once.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using
    errcode = 'restrict_violation',
    constraint = 'append_only',
    table = tg_table_name,
    message = format('`%s` is append-only: add a new row instead', tg_table_name);
end
$$;

create function urgency_rank(urgency text) returns smallint language sql immutable parallel safe as $$
  select case urgency
    when 'conservative' then 0
    when 'routine' then 1
    when 'two_weeks' then 2
    when 'same_day' then 3
    when 'emergency' then 4
  end::smallint
$$;

create table rule_releases (
  digest text primary key check (digest ~ '^sha256:[0-9a-f]{64}$'),
  name text not null check (name <> ''),
  release text not null check (release <> ''),
  files jsonb not null,
  registered_at timestamptz not null default now(),
  unique (name, release)
);

create table cases (
  id uuid primary key,
  created_at timestamptz not null,
  patient_identifier text not null,
  family text not null,
  given text not null,
  birth_date date not null,
  sex_at_birth text not null
    check (sex_at_birth in ('female', 'male', 'intersex', 'unknown', 'not_asked')),
  urgency text not null,
  urgency_rank smallint not null generated always as (urgency_rank(urgency)) stored,
  could_become text not null check (urgency_rank(could_become) is not null),
  status text not null check (status in ('final', 'provisional')),
  disposition text not null check (disposition in ('conservative_care', 'imaging', 'referral')),
  as_of date not null,
  due_in_days integer check (due_in_days >= 0),
  latest_decision uuid not null,
  check (status = 'provisional' or urgency = could_become)
);

create table intakes (
  id uuid primary key,
  case_id uuid not null references cases (id),
  received_at timestamptz not null,
  form text not null check (form <> ''),
  form_version text not null check (form_version <> ''),
  payload text not null,
  payload_sha256 bytea not null check (octet_length(payload_sha256) = 32)
);

create table decisions (
  id uuid primary key,
  case_id uuid not null references cases (id),
  intake_id uuid not null references intakes (id),
  rule_release text not null references rule_releases (digest),
  as_of date not null,
  profile text not null check (profile in ('us', 'uk', 'cautious')),
  urgency text not null check (urgency_rank(urgency) is not null),
  could_become text not null check (urgency_rank(could_become) is not null),
  status text not null check (status in ('final', 'provisional')),
  facts json not null,
  facts_digest text not null check (facts_digest ~ '^sha256:[0-9a-f]{64}$'),
  decision text not null,
  decision_sha256 bytea not null check (octet_length(decision_sha256) = 32),
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  engine_version text not null,
  decided_at timestamptz not null,
  check (status = 'provisional' or urgency = could_become)
);

alter table cases add foreign key (latest_decision) references decisions (id);

create table audit_events (
  id bigint primary key generated always as identity,
  at timestamptz not null,
  actor text not null check (actor <> ''),
  action text not null check (action <> ''),
  case_id uuid references cases (id)
);

create table outbox (
  id bigint primary key generated always as identity,
  kind text not null check (kind <> ''),
  case_id uuid not null references cases (id),
  payload jsonb not null,
  created_at timestamptz not null,
  claimed_at timestamptz,
  done_at timestamptz,
  attempts integer not null default 0 check (attempts >= 0),
  check (done_at is null or claimed_at is not null)
);

create table idempotency_keys (
  key text primary key check (octet_length(key) between 1 and 255),
  request_sha256 bytea not null check (octet_length(request_sha256) = 32),
  status smallint not null check (status between 200 and 499),
  body text not null,
  intake_id uuid not null references intakes (id),
  created_at timestamptz not null
);

-- The worklist: most urgent first, newest first within an urgency. Ids are UUIDv7, so their
-- order is the order of arrival.
create index cases_worklist on cases (urgency_rank desc, id desc);
create index cases_recency on cases using brin (created_at);
create index cases_latest_decision on cases (latest_decision);
create index intakes_case on intakes (case_id);
create index decisions_case on decisions (case_id);
create index decisions_intake on decisions (intake_id);
create index decisions_rule_release on decisions (rule_release);
create index audit_events_case on audit_events (case_id);
create index outbox_case on outbox (case_id);
create index outbox_open on outbox (id) where done_at is null;
create index idempotency_keys_intake on idempotency_keys (intake_id);
create index idempotency_keys_created on idempotency_keys (created_at);

create trigger append_only before update or delete or truncate on rule_releases
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on intakes
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on decisions
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on audit_events
  for each statement execute function refuse_change();

-- lz4 writes large text faster than the default; a server built without it keeps the default.
do $$
begin
  alter table intakes alter column payload set compression lz4;
  alter table decisions alter column facts set compression lz4;
  alter table decisions alter column decision set compression lz4;
exception when feature_not_supported then
  null;
end
$$;

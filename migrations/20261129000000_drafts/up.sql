-- A form that is being filled: work in progress, no evidence. What was typed is kept as it was
-- typed, one row for each save, so that two people who fill the same form can be brought together.
create table drafts (
  id uuid primary key,
  form text not null check (form <> ''),
  form_version text not null check (form_version <> ''),
  assessment_date date not null,
  patient_identifier text not null,
  family text not null,
  given text not null,
  birth_date date not null,
  sex_at_birth text not null check (sex_at_birth in ('female', 'male', 'intersex', 'unknown')),
  created_at timestamptz not null,
  created_by text not null check (created_by <> ''),
  -- The latest save.
  version bigint not null default 0 check (version >= 0),
  saved_at timestamptz not null,
  saved_by text not null check (saved_by <> ''),
  -- The case it became; a draft that was sent takes no further save.
  case_id uuid references cases (id)
);

create table draft_saves (
  draft_id uuid not null references drafts (id) on delete cascade,
  version bigint not null check (version >= 0),
  entries jsonb not null check (jsonb_typeof(entries) = 'object'),
  primary key (draft_id, version)
);

create index drafts_case on drafts (case_id);
create index drafts_unfinished on drafts (saved_at desc) where case_id is null;

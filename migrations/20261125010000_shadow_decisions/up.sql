-- What a candidate release would have decided, beside each decision that was made. Never shown to
-- anybody on the case.
create table shadow_decisions (
  id bigint primary key generated always as identity,
  case_id uuid not null references cases (id),
  decision_id uuid not null references decisions (id),
  decided_by text not null references rule_releases (digest),
  candidate text not null references rule_releases (digest),
  urgency text not null check (urgency_rank(urgency) is not null),
  could_become text not null check (urgency_rank(could_become) is not null),
  candidate_urgency text not null check (urgency_rank(candidate_urgency) is not null),
  candidate_could_become text not null check (urgency_rank(candidate_could_become) is not null),
  -- What differs beside the urgency: null where nothing at all does.
  difference jsonb,
  lowered boolean not null generated always as (
    urgency_rank(candidate_urgency) < urgency_rank(urgency)
    or urgency_rank(candidate_could_become) < urgency_rank(could_become)
  ) stored,
  made_at timestamptz not null default clock_timestamp(),
  unique (decision_id, candidate),
  check (
    difference is not null
    or (candidate_urgency = urgency and candidate_could_become = could_become)
  )
);

-- Why it is right that a candidate is less urgent.
create table shadow_explanations (
  id bigint primary key generated always as identity,
  shadow_decision bigint not null references shadow_decisions (id),
  reason text not null check (reason <> ''),
  explained_by text not null check (explained_by <> ''),
  explained_at timestamptz not null default clock_timestamp()
);

create index shadow_decisions_case on shadow_decisions (case_id);
create index shadow_decisions_decided_by on shadow_decisions (decided_by);
create index shadow_decisions_candidate on shadow_decisions (candidate, id);
create index shadow_explanations_shadow_decision on shadow_explanations (shadow_decision);

create trigger append_only before update or delete or truncate on shadow_decisions
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on shadow_explanations
  for each statement execute function refuse_change();

-- A person's word that nothing is left to do: for the decision in force of a case, or for what
-- stands in a draft. Nothing else takes a case or a draft off the list of those that nobody may
-- lose; a later decision, or a later save, puts it back.
create table closings (
  id uuid primary key,
  case_id uuid references cases (id),
  decision_id uuid references decisions (id),
  draft_id uuid references drafts (id),
  draft_version bigint check (draft_version >= 0),
  reason_code text not null check (reason_code <> ''),
  reason_text text check (reason_text <> '' and char_length(reason_text) <= 500),
  closed_by text not null check (closed_by <> ''),
  closed_at timestamptz not null,
  check ((case_id is null) = (decision_id is null)),
  check ((draft_id is null) = (draft_version is null)),
  check ((case_id is null) <> (draft_id is null))
);

create index closings_case on closings (case_id);
create index closings_decision on closings (decision_id);
create index closings_draft on closings (draft_id, draft_version);

create trigger append_only before update or delete or truncate on closings
  for each statement execute function refuse_change();

-- `latest_closing` closes the decision in force; null while something is left to do.
alter table cases add column latest_closing uuid references closings (id);

create function refuse_loss() returns trigger language plpgsql as $$
begin
  if old.case_id is null and not exists
    (select from closings where draft_id = old.id and draft_version = old.version) then
    raise exception 'a draft that became no case and that nobody closed is not deleted';
  end if;
  return old;
end
$$;

create trigger nobody_is_lost before delete on drafts
  for each row execute function refuse_loss();

alter table cases drop constraint cases_latest_decision_fkey;
drop table idempotency_keys, outbox, audit_events, decisions, intakes, cases, rule_releases;
drop function urgency_rank(text);
drop function refuse_change();

//! The tables as diesel sees them. `migrations/` is the source: a change there is made
//! here by hand.
#![allow(
    missing_docs,
    reason = "the columns are described in migrations/columns.toml"
)]

diesel::table! {
    rule_releases (digest) {
        digest -> Text,
        name -> Text,
        release -> Text,
        files -> Jsonb,
        registered_at -> Timestamptz,
    }
}

diesel::table! {
    cases (id) {
        id -> Uuid,
        created_at -> Timestamptz,
        patient_identifier -> Text,
        family -> Text,
        given -> Text,
        birth_date -> Date,
        sex_at_birth -> Text,
        urgency -> Text,
        urgency_rank -> SmallInt,
        could_become -> Text,
        status -> Text,
        disposition -> Text,
        as_of -> Date,
        due_in_days -> Nullable<Integer>,
        latest_decision -> Uuid,
        owner -> Nullable<Text>,
    }
}

// `cases` again, as the worklist and reviews see it: a declaration holds at most 16 columns.
diesel::table! {
    #[sql_name = "cases"]
    worklist (id) {
        id -> Uuid,
        patient_identifier -> Text,
        family -> Text,
        given -> Text,
        birth_date -> Date,
        urgency -> Text,
        urgency_rank -> SmallInt,
        could_become -> Text,
        status -> Text,
        as_of -> Date,
        due_in_days -> Nullable<Integer>,
        latest_decision -> Uuid,
        latest_review -> Nullable<Uuid>,
        latest_closing -> Nullable<Uuid>,
        owner -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    intakes (id) {
        id -> Uuid,
        case_id -> Uuid,
        received_at -> Timestamptz,
        form -> Text,
        form_version -> Text,
        payload -> Text,
        payload_sha256 -> Binary,
    }
}

diesel::table! {
    decisions (id) {
        id -> Uuid,
        case_id -> Uuid,
        intake_id -> Uuid,
        rule_release -> Text,
        as_of -> Date,
        profile -> Text,
        urgency -> Text,
        could_become -> Text,
        status -> Text,
        facts -> Json,
        facts_digest -> Text,
        decision -> Text,
        decision_sha256 -> Binary,
        digest -> Text,
        engine_version -> Text,
        decided_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (key) {
        key -> Text,
        request_sha256 -> Binary,
        status -> SmallInt,
        body -> Text,
        intake_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit_events (id) {
        id -> BigInt,
        at -> Timestamptz,
        actor -> Text,
        action -> Text,
        case_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    release_records (id) {
        id -> BigInt,
        pathway -> Text,
        act -> Text,
        rule_release -> Text,
        in_force_from -> Date,
        in_force_until -> Nullable<Date>,
        recorded_at -> Timestamptz,
        recorded_by -> Text,
        reason -> Nullable<Text>,
        signatures -> Jsonb,
    }
}

diesel::table! {
    shadow_decisions (id) {
        id -> BigInt,
        case_id -> Uuid,
        decision_id -> Uuid,
        decided_by -> Text,
        candidate -> Text,
        urgency -> Text,
        could_become -> Text,
        candidate_urgency -> Text,
        candidate_could_become -> Text,
        difference -> Nullable<Jsonb>,
        lowered -> Bool,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    shadow_explanations (id) {
        id -> BigInt,
        shadow_decision -> BigInt,
        reason -> Text,
        explained_by -> Text,
        explained_at -> Timestamptz,
    }
}

diesel::table! {
    reviews (id) {
        id -> Uuid,
        case_id -> Uuid,
        decision_id -> Uuid,
        act -> Text,
        urgency -> Text,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        reviewed_by -> Text,
        reviewed_at -> Timestamptz,
    }
}

diesel::table! {
    signed_summaries (review_id) {
        review_id -> Uuid,
        paper -> Text,
        pdf -> Binary,
        sha256 -> Text,
    }
}

diesel::table! {
    closings (id) {
        id -> Uuid,
        case_id -> Nullable<Uuid>,
        decision_id -> Nullable<Uuid>,
        draft_id -> Nullable<Uuid>,
        draft_version -> Nullable<BigInt>,
        reason_code -> Text,
        reason_text -> Nullable<Text>,
        closed_by -> Text,
        closed_at -> Timestamptz,
    }
}

diesel::table! {
    drafts (id) {
        id -> Uuid,
        form -> Text,
        form_version -> Text,
        assessment_date -> Date,
        patient_identifier -> Text,
        family -> Text,
        given -> Text,
        birth_date -> Date,
        sex_at_birth -> Text,
        created_at -> Timestamptz,
        created_by -> Text,
        version -> BigInt,
        saved_at -> Timestamptz,
        saved_by -> Text,
        case_id -> Nullable<Uuid>,
        follows_case -> Nullable<Uuid>,
    }
}

diesel::table! {
    draft_saves (draft_id, version) {
        draft_id -> Uuid,
        version -> BigInt,
        entries -> Jsonb,
        page -> Nullable<Uuid>,
        typed -> Nullable<Jsonb>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(cases, intakes, decisions);
diesel::allow_tables_to_appear_in_same_query!(release_records, rule_releases);
diesel::allow_tables_to_appear_in_same_query!(decisions, rule_releases, shadow_decisions);
diesel::allow_tables_to_appear_in_same_query!(shadow_decisions, shadow_explanations);
diesel::allow_tables_to_appear_in_same_query!(drafts, draft_saves, closings);
diesel::allow_tables_to_appear_in_same_query!(worklist, closings);
diesel::allow_tables_to_appear_in_same_query!(reviews, signed_summaries);

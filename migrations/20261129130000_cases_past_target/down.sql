drop index cases_past_target;

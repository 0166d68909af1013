drop index cases_awaiting_review;

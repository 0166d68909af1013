drop index cases_latest_review;

create index concurrently cases_latest_review on cases (latest_review);

create index concurrently cases_latest_closing on cases (latest_closing);

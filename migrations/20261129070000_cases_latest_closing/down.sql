drop index cases_latest_closing;

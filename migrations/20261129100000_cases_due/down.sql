drop index cases_due;

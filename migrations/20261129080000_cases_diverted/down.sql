drop index cases_diverted;

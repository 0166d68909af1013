drop index cases_provisional;

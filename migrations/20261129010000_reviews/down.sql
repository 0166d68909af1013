alter table cases drop column reason, drop column owner, drop column latest_review;
drop table reviews;

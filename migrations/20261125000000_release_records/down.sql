drop table release_records;

drop table signed_summaries;

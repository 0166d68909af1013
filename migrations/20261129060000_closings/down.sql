drop trigger nobody_is_lost on drafts;
drop function refuse_loss;
alter table cases drop column latest_closing;
drop table closings;

alter table decisions drop column fired;

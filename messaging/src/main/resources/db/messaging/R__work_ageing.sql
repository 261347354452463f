-- How urgent a piece of work was when it came: what waits grows more urgent from there.
alter table scheduled_tasks add column if not exists first_priority smallint;

-- A claim writes to each index, since the heartbeat changes. Only what is in progress has one, and nothing is looked for by its
-- time alone. Rows without a heartbeat need no entry: "last_heartbeat <= ..." implies that there is one, so each plan can use it.
create index scheduled_tasks_in_progress on scheduled_tasks (last_heartbeat) where last_heartbeat is not null;
drop index scheduled_tasks_last_heartbeat;
drop index scheduled_tasks_execution_time;

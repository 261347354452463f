-- The newest event of a topic, and those that are too old, are looked for.
create index inbox_topic on inbox (topic, received_at);

-- When what is old of an ended rebuild was removed, as far as the registry does not need it.
alter table rebuild add column cleared_at timestamptz;
create index rebuild_finished_at on rebuild (finished_at);

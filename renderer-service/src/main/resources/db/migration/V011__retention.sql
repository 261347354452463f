-- The newest event of a topic, and those that are too old, are looked for.
create index inbox_topic on inbox (topic, received_at);

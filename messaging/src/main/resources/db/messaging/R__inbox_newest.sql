-- Each start looks for the newest event of each topic.
create index if not exists inbox_topic on inbox (topic, received_at);

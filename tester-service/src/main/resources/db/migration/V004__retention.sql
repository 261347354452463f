-- The newest event of a topic, and those that are too old, are looked for.
create index inbox_topic on inbox (topic, received_at);

-- What is left of a log that was removed for its age.
create table expired_log (
    id         text        primary key,
    digest     text        not null,
    records    int,
    bytes      bigint      not null,
    ended_at   timestamptz not null,
    expired_at timestamptz not null default now()
);

create index test_run_completed_at on test_run (completed_at);

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

-- Whoever starts asks for the newest publication, and whether a digest has a tag is asked before old things go.
create index publication_finished_at on publication (finished_at);
create index tag_digest on tag (digest);

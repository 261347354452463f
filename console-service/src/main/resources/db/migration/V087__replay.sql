-- Each time that the read model is made again from the topics. One that has not finished goes on after a crash.
create table replay (
    id           text primary key,
    requested_at timestamptz not null,
    requested_by text,
    reason       text,
    finished_at  timestamptz,
    -- How many rebuilds and rollbacks were made again, and from how many events.
    rebuilds     bigint,
    events       bigint
);
-- One at a time.
create unique index replay_open on replay ((true)) where finished_at is null;

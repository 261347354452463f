-- What is left of a log that was removed for its age.
create table expired_log (
    id         text        primary key,
    digest     text        not null,
    records    int,
    bytes      bigint      not null,
    ended_at   timestamptz not null,
    expired_at timestamptz not null default now()
);

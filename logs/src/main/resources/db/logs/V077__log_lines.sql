-- The lines of a log by their numbers. A migration with a number runs before those without, so on a new database the tables are
-- made here, as R__logs.sql makes them elsewhere.
create table if not exists kept_log (
    id        text        primary key,
    attempt   int         not null,
    head      text        not null,
    records   int         not null default 0,
    bytes     bigint      not null default 0,
    begun_at  timestamptz not null default now(),
    sealed_at timestamptz
);

create table if not exists log_record (
    log_id   text        not null references kept_log (id),
    seq      int         not null,
    attempt  int         not null,
    kept_at  timestamptz not null default now(),
    previous text        not null,
    digest   text        not null,
    content  bytea       not null,
    primary key (log_id, seq)
);
alter table log_record alter column content set storage external;

-- How many line ends a record has, and whether it ends within a line: counted when lines are first asked for by number.
alter table log_record add column if not exists lines int;
alter table log_record add column if not exists open boolean not null default false;

-- Belongs to every service that keeps logs, so it has no number among their own migrations.

-- A log: how far it goes, and which attempt may write to it.
create table if not exists kept_log (
    id        text        primary key,
    attempt   int         not null,
    head      text        not null,
    records   int         not null default 0,
    bytes     bigint      not null default 0,
    begun_at  timestamptz not null default now(),
    sealed_at timestamptz
);

-- Its text, record by record, each with the digest of the one before. The content is gzip's.
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

-- Rebuilds that somebody cancelled: noted before anything else of them is known, or long after.
create table if not exists cancelled_rebuild (
    rebuild_id text        primary key,
    why        text        not null,
    noted_at   timestamptz not null default now()
);

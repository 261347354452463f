-- When a published tag named something else than what it was published as, as far as it was noticed.
create table drift (
    id        bigint      generated always as identity primary key,
    reference text        not null,
    expected  text        not null,
    found     text,
    seen_at   timestamptz not null,
    ended_at  timestamptz,
    outcome   text        check (outcome in ('REPAIRED', 'OVER'))
);
create unique index drift_open on drift (reference) where ended_at is null;

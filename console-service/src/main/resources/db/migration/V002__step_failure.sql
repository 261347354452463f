-- A try at a step that failed. Once the same thing passed, unchanged, it was a flake; passed_at says when that was.
create table step_failure (
    id         bigint      generated always as identity primary key,
    rebuild_id text        not null,
    image      text        not null,
    stage      text        not null,
    build_id   text        not null,
    kind       text        not null,
    failed_at  timestamptz not null,
    passed_at  timestamptz
);
create index step_failure_unpassed on step_failure (image, build_id) where passed_at is null;
create index step_failure_failed_at on step_failure (failed_at) where passed_at is not null;

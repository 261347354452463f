-- What builds keep on an engine, noted before it is put there and struck off once it is gone:
-- a built image under its staging tag (with its build), or a base by its digest (without one).
create table kept_image (
    engine_id text        not null,
    reference text        not null,
    build_id  text        references build (id),
    used_at   timestamptz not null,
    primary key (engine_id, reference)
);

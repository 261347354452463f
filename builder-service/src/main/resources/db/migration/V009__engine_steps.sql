-- Images whose builds may have left finished steps on an engine: noted before a build begins, struck off once the engine is
-- cleared of them. After a crash the engine's next clearing does it.
create table engine_steps (
    engine_id text        not null,
    image     text        not null,
    noted_at  timestamptz not null,
    primary key (engine_id, image)
);

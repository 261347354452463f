-- What may lie on an engine: noted before a run puts anything there, struck off once the engine is clean again.
create table leftover (
    id        text primary key,
    engine_id text not null,
    run_id    text not null,
    staged    text not null
);
create index leftover_engine_id on leftover (engine_id);

-- One image of one rebuild that is to be tested, or was. The id follows from the two.
create table test_run (
    id           text        primary key,
    rebuild_id   text        not null,
    image        text        not null,
    event        text        not null,
    received_at  timestamptz not null,
    verdict      text,
    results      text,
    failure      text,
    completed_at timestamptz,
    unique (rebuild_id, image)
);
create index test_run_received_at on test_run (received_at desc);

-- Every try at it. An attempt that has not ended is going on, or whoever made it died.
create table test_attempt (
    id         bigint      generated always as identity primary key,
    run_id     text        not null references test_run (id),
    number     int         not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    failure    text,
    unique (run_id, number)
);

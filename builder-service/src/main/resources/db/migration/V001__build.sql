-- One image of one rebuild that is to be built, or was. The id follows from the two.
create table build (
    id           text        primary key,
    rebuild_id   text        not null,
    image        text        not null,
    event        text        not null,
    received_at  timestamptz not null,
    image_id     text,
    staged       text,
    failure      text,
    completed_at timestamptz,
    released_at  timestamptz,
    unique (rebuild_id, image)
);
create index build_received_at on build (received_at desc);
create index build_image on build (image);

-- Every try at it. An attempt that has not ended is going on, or whoever made it died.
create table build_attempt (
    id         bigint      generated always as identity primary key,
    build_id   text        not null references build (id),
    number     int         not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    failure    text,
    unique (build_id, number)
);

-- A rebuild, from its request to its end.
create table rebuild (
    id           text        primary key,
    request      text        not null,
    state        text        not null check (state in ('REQUESTED', 'RUNNING', 'COMPLETED')),
    requested_at timestamptz not null,
    completed_at timestamptz
);

-- An image of a rebuild, with all that is needed to render it once its bases are published.
create table rebuild_image (
    rebuild_id   text    not null references rebuild (id),
    image        text    not null,
    position     integer not null,
    state        text    not null check (state in ('WAITING', 'RENDERED', 'PUBLISHED', 'FAILED')),
    recipe       text    not null,
    attempts     integer not null default 0,
    build_id     text,
    digest       text,
    tags         text,
    failed_stage text,
    failure      text,
    primary key (rebuild_id, image)
);

-- What each image of the catalogue is now, so that a narrower rebuild can build on bases it does not rebuild.
create table published_image (
    image     text primary key,
    reference text not null
);

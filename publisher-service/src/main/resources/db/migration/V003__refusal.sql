-- Every verdict that was not believed, and why.
create table refusal (
    id         text        primary key,
    event_id   text        not null,
    rebuild_id text        not null,
    image      text        not null,
    digest     text        not null,
    kind       text        not null,
    message    text        not null,
    refused_at timestamptz not null
);
create index refusal_refused_at on refusal (refused_at desc);

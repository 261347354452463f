-- Endpoints that are told of events.
create table webhook (
    id                   text        primary key,
    url                  text        not null,
    topics               text[]      not null,
    secret               text        not null,
    earlier_secret       text,
    earlier_secret_until timestamptz,
    disabled_because     text,
    created_at           timestamptz not null
);

-- One event on its way to one endpoint.
create table webhook_delivery (
    id          bigint      generated always as identity primary key,
    webhook_id  text        not null references webhook on delete cascade,
    event_id    text        not null,
    topic       text        not null,
    occurred_at timestamptz not null,
    event       text        not null,
    state       text        not null,
    attempts    int         not null default 0,
    outcome     text,
    ended_at    timestamptz,
    unique (webhook_id, event_id)
);

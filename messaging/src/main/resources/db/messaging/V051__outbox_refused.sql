-- Events that Kafka refused for good, with why: set aside, so that what came after them was sent.
create table outbox_refused (
    id         bigint      primary key,
    topic      text        not null,
    key        text        not null,
    headers    jsonb       not null,
    payload    text        not null,
    created_at timestamptz not null,
    refused_at timestamptz not null default now(),
    why        text
);

-- Secrets that still sign beside the newest one and the one before it, which the row of the endpoint has.
create table webhook_former_secret (
    id         bigint      generated always as identity primary key,
    webhook_id text        not null references webhook on delete cascade,
    secret     text        not null,
    until      timestamptz not null
);
create index webhook_former_secret_webhook on webhook_former_secret (webhook_id);

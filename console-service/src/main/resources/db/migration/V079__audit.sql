-- Who asked for what. A row is written before the act, and completed by what came of it.
create table audit (
    seq     bigint      generated always as identity primary key,
    at      timestamptz not null,
    -- rest or kafka
    way     text        not null,
    -- The owner of the token; null without one.
    owner   text,
    token   text,
    -- Who the request says it is.
    claims  text,
    address text,
    act     text        not null,
    about   text,
    reason  text,
    -- The answer's status, null until there is one; what was refused, and why.
    status  integer,
    outcome text,
    -- topic, source and id of the event that it became, or that it was.
    event   text
);
create index audit_at on audit (at);
create unique index audit_event on audit (event);

-- A publication that goes back to an earlier revision: the request as JSON, and the digest that the tags leave.
alter table publication add column rollback text;
alter table publication add column leaves text;

-- Digests that are not to be published again.
create table blocked_digest (
    digest     text        primary key,
    image      text,
    reason     text,
    blocked_by text,
    blocked_at timestamptz not null
);

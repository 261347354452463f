-- Records that this service could not handle, as they came and with why, until somebody decides what becomes of them.
create table dead_letter (
    id            text        primary key,
    topic         text        not null,
    place         int         not null,
    record_offset bigint      not null,
    record_time   timestamptz not null,
    key           bytea,
    headers       text        not null,
    value         bytea,
    kind          text        not null,
    reason        text        not null,
    noted_at      timestamptz not null,
    refused_at    timestamptz not null,
    refusals      int         not null default 1,
    state         text        not null check (state in ('WAITING', 'REDRIVEN', 'DROPPED')),
    decided_at    timestamptz,
    decided_by    text,
    decided_why   text
);
create index dead_letter_order on dead_letter (noted_at, id);
create index dead_letter_decided on dead_letter (decided_at) where decided_at is not null;

-- Every verdict that the tester gave: the gate lets through what the latest one on a digest approves.
create table approval (
    event_id   text        primary key,
    digest     text        not null,
    build_id   text        not null,
    image      text        not null,
    verdict    text        not null check (verdict in ('APPROVED', 'REJECTED')),
    results    text        not null,
    decided_at timestamptz not null
);
create index approval_digest on approval (digest, build_id, decided_at desc);

-- One image of one rebuild on its way to its tags.
create table publication (
    id          text        primary key,
    sequence    bigint      generated always as identity unique,
    rebuild_id  text        not null,
    image       text        not null,
    digest      text        not null,
    event       text        not null,
    state       text        not null check (state in ('OPEN', 'RESTORING', 'PUBLISHED', 'FAILED', 'REJECTED')),
    failure     text,
    received_at timestamptz not null,
    finished_at timestamptz,
    unique (rebuild_id, image)
);

-- Every try; one that never ended tells that its process died.
create table publication_attempt (
    id             bigint      generated always as identity primary key,
    publication_id text        not null references publication,
    number         int         not null,
    started_at     timestamptz not null,
    finished_at    timestamptz,
    failure        text,
    unique (publication_id, number)
);

-- The journal: which tags a publication is about to move, from which digest to which. Written before the registry is
-- touched, so that whoever takes over knows what was there before.
create table tag_change (
    id             bigint generated always as identity primary key,
    publication_id text   not null references publication,
    position       int    not null,
    reference      text   not null,
    from_digest    text,
    to_digest      text   not null,
    state          text   not null check (state in ('PLANNED', 'APPLIED', 'RESTORED')),
    unique (publication_id, reference)
);

-- What every published tag points to, as it was read back.
create table tag (
    reference  text        primary key,
    repository text        not null,
    digest     text        not null,
    image      text        not null,
    rebuild_id text        not null,
    sequence   bigint      not null,
    since      timestamptz not null
);
create index tag_repository on tag (repository);

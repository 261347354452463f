-- Every digest of an image that was published, or began to be. Its number stands in an immutable tag and is never given
-- to another digest.
create table revision (
    id           bigint      generated always as identity primary key,
    image        text        not null,
    number       int         not null,
    digest       text        not null,
    tested       text        not null,
    state        text        not null check (state in ('RESERVED', 'PUBLISHED', 'RETIRED')),
    reserved_at  timestamptz not null,
    published_at timestamptz,
    retired_at   timestamptz,
    unique (image, number),
    unique (image, digest)
);
create index revision_digest on revision (digest);

-- What a tag is to its image.
alter table tag_change add column role text not null default 'ALIAS' check (role in ('REVISION', 'PINNED', 'ALIAS'));
alter table tag add column role text not null default 'ALIAS' check (role in ('REVISION', 'PINNED', 'ALIAS'));
create index tag_image on tag (image);

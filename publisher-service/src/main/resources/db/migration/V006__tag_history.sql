-- Which digest each tag had, from when to when. Rows stay when the tag, the image or the registry is gone.
create table tag_history (
    id         bigint      generated always as identity primary key,
    reference  text        not null,
    repository text        not null,
    digest     text        not null,
    image      text        not null,
    rebuild_id text        not null,
    reason     text,
    since      timestamptz not null,
    until      timestamptz
);
create index tag_history_reference on tag_history (reference, since desc);
create index tag_history_image on tag_history (image, since desc);
create index tag_history_digest on tag_history (digest);
insert into tag_history (reference, repository, digest, image, rebuild_id, since)
select reference, repository, digest, image, rebuild_id, since from tag;

-- What is known of each rebuild. Any event of it may come first, so only the id is sure.
create table rebuild (
    id           text primary key,
    state        text not null,
    type         text,
    selection    text,
    reason       text,
    priority     text,
    requested_by text,
    requested_at timestamptz,
    finished_at  timestamptz,
    holes        text[] not null default '{}',
    failure      text
);
create index rebuild_requested_at on rebuild (requested_at desc nulls first);

-- One image's way through one rebuild.
create table image_run (
    id             bigint generated always as identity primary key,
    rebuild_id     text not null references rebuild,
    image          text not null,
    family         text not null,
    version        text not null,
    variant        text not null,
    stage          text not null,
    failed_stage   text,
    failure        text,
    reason         text,
    planned_tags   text[] not null default '{}',
    image_id       text,
    staged         text,
    digest         text,
    verdict        text,
    tags           text[] not null default '{}',
    build_attempts int,
    test_attempts  int,
    build_log      text,
    test_log       text,
    rendered_at    timestamptz,
    built_at       timestamptz,
    tested_at      timestamptz,
    published_at   timestamptz,
    failed_at      timestamptz,
    unique (rebuild_id, image)
);
create index image_run_image on image_run (image);
create index image_run_digest on image_run (digest);
create index image_run_published on image_run (image, published_at desc) where stage = 'PUBLISHED';

-- Every event in the order in which it was seen, without its archives.
create table event (
    seq         bigint generated always as identity primary key,
    event_id    text not null,
    topic       text not null,
    key         text not null,
    rebuild_id  text not null,
    occurred_at timestamptz not null,
    json        text not null
);
create index event_topic on event (topic, seq);
create index event_rebuild on event (rebuild_id, key, seq);

-- Each image as it was last published. A moving tag belongs to the image that took it last.
create view published_image as
with latest as (
    select distinct on (image) *
    from image_run
    where stage = 'PUBLISHED'
    order by image, published_at desc, id desc
),
holder as (
    select distinct on (tag.reference) tag.reference, tag.place, latest.image
    from latest, unnest(latest.tags) with ordinality as tag (reference, place)
    order by tag.reference, latest.published_at desc, latest.id desc
)
select latest.image,
       latest.family,
       latest.version,
       latest.variant,
       latest.digest,
       latest.image_id,
       latest.verdict,
       latest.reason,
       latest.rebuild_id,
       latest.published_at,
       coalesce((select array_agg(holder.reference order by holder.place) from holder where holder.image = latest.image),
                '{}') as tags
from latest;

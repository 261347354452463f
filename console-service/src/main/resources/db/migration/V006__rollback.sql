-- What is known of each rollback.
create table rollback (
    id           text primary key,
    state        text not null check (state in ('REQUESTED', 'SUCCEEDED', 'FAILED')),
    reference    text,
    target       text,
    reason       text,
    requested_by text,
    requested_at timestamptz,
    finished_at  timestamptz,
    image        text,
    digest       text,
    revision     int,
    blocked      text,
    tags         text[] not null default '{}',
    failure      text
);
create index rollback_requested_at on rollback (requested_at desc nulls first);

-- When a rollback went back to what this run published.
alter table image_run add column restored_at timestamptz;

-- Each image as its tags were last set, by a publication or by a rollback. A moving tag belongs to the image that took it last.
create or replace view published_image as
with latest as (
    select distinct on (image) *
    from image_run
    where stage = 'PUBLISHED'
    order by image, greatest(published_at, restored_at) desc, id desc
),
holder as (
    select distinct on (tag.reference) tag.reference, tag.place, latest.image
    from latest, unnest(latest.tags) with ordinality as tag (reference, place)
    order by tag.reference, greatest(latest.published_at, latest.restored_at) desc, latest.id desc
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
       greatest(latest.published_at, latest.restored_at) as published_at,
       coalesce((select array_agg(holder.reference order by holder.place) from holder where holder.image = latest.image),
                '{}') as tags
from latest;

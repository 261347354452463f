-- How often a rebuild was tried to be planned.
alter table rebuild add column attempts integer not null default 0;

-- When an image was on its way, and what it was made from.
alter table rebuild_image add column rendered_at timestamptz;
alter table rebuild_image add column published_at timestamptz;
alter table rebuild_image add column fingerprint text;

-- What a published image was made from; null if it was published before this was recorded.
alter table published_image add column fingerprint text;

-- Which image has which tag now, as publish-completed told last.
create table published_tag (
    tag    text        primary key,
    image  text        not null,
    moving boolean     not null,
    let_go boolean     not null default false,
    since  timestamptz not null
);

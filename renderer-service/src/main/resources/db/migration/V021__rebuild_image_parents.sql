-- What an image stands on and its planned tags, one a line, apart from its recipe, which may be large; null in rows that an
-- earlier release enters.
alter table rebuild_image add column parents text;
alter table rebuild_image add column planned_tags text;

-- The newer rebuild that does an image as well which is on its way, and whether a rebuild has looked for such images.
alter table rebuild_image add column superseded_by text;
alter table rebuild add column superseded boolean not null default false;

-- What is on its way of an image in any rebuild, and what is open of a rebuild.
create index rebuild_image_rendered on rebuild_image (image) where state = 'RENDERED';
create index rebuild_image_open on rebuild_image (rebuild_id) where state in ('WAITING', 'RENDERED');

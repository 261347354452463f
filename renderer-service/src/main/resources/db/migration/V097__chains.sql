-- How long the longest chain takes of what is built from an image, so that what begins it is built first.
alter table rebuild_image add column behind_seconds integer;

-- The shortest time that each image of a plan took.
create index rebuild_image_took on rebuild_image (image) include (rendered_at, published_at) where state = 'PUBLISHED';

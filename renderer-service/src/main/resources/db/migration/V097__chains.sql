-- How long what is built from an image takes is told with it, so that the longest chain begins first.
alter table rebuild_image add column behind_seconds integer;

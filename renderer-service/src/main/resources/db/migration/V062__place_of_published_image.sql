-- The place of the rebuild or rollback that made the image what it is: what is earlier changes nothing.
alter table published_image add column place bigint;

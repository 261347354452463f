-- A rollback may carry the id of a rebuild, by mistake or by intention: the rebuild's own publication stands beside it.
alter table publication drop constraint publication_rebuild_id_image_key;
create index publication_rebuild on publication (rebuild_id, image);

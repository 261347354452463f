-- The digests of the images that a run was built from, so that what stands on a digest is found without reading events.
alter table image_run add column bases text[];

-- The digest that was published before and stays, where a rebuild changed nothing about its image.
alter table image_run add column stays text;
create index image_run_stays on image_run (stays) where stays is not null;

alter table image_run add column publish_log text;

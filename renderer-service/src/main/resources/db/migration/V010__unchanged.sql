-- Whether a rebuild changed nothing about an image: its digest is the one from before then.
alter table rebuild_image add column unchanged boolean not null default false;

-- The sick place that a rebuild's plan, or an image's rendering, waits for.
alter table rebuild add column waiting_for text;
alter table rebuild_image add column waiting_for text;

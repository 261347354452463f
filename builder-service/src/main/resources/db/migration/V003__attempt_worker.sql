-- Which builder made it; not known of those from before.
alter table build_attempt add column worker text;

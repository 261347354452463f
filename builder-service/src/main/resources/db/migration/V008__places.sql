-- An attempt that counts for nothing: the place where it was made failed, or its builder was asked to stop.
alter table build_attempt add column free boolean not null default false;
-- The sick place that the build waits for, if it was handed back for it.
alter table build add column waiting_for text;
-- What is built, told without reading the event, which may be large; null in rows from before.
alter table build add column build_identity text;

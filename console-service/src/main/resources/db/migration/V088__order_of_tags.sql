-- When a run's tags were set: an event that comes late, or once more, does not bring older ones back.
alter table image_run add column tags_at timestamptz;
-- How many events could not be applied while the read model was made again, and how many rebuilds and rollbacks stayed as they were.
alter table replay add column failed bigint;
alter table replay add column kept bigint;

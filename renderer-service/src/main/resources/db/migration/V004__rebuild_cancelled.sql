-- What the open images of a cancelled rebuild are told, and since when it is cancelled.
alter table rebuild add column cancelled text;
alter table rebuild add column cancelled_at timestamptz;

-- Since when a command of an attempt that goes on has printed nothing, or null.
alter table build_attempt add column silent_since timestamptz;

-- Since when a command of an attempt that goes on has printed nothing, or null.
alter table test_attempt add column silent_since timestamptz;

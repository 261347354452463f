-- The engine's id of what an attempt built, before it is sent: what staging has under the build's tag is taken only if it is that.
alter table build add column built_id text;

-- How many images ended how, as a rebuild's end told where it had no room to name them all; else null.
alter table rebuild add column counts text;

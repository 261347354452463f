-- An attempt that counts for nothing: the place where it was made failed, or its tester was asked to stop.
alter table test_attempt add column free boolean not null default false;
-- The sick place that the run waits for, if it was handed back for it.
alter table test_run add column waiting_for text;
-- What is tested, told without reading the event, which may be large; null in rows from before.
alter table test_run add column staged text;
-- When it was noted: an engine that is swept has none of these for long, and one that is gone is never swept.
alter table leftover add column noted_at timestamptz not null default now();

-- An attempt that counts for nothing: the place where it was made failed, or its publisher was asked to stop.
alter table publication_attempt add column free boolean not null default false;
-- The sick place that the publication waits for, if it was handed back for it.
alter table publication add column waiting_for text;
-- Those that a cancel can still end.
create index publication_open on publication (rebuild_id) where state = 'OPEN';

-- When a rebuild was taken, by the database's clock: the order of rebuilds and their time limits follow it. An earlier
-- release enters none, and gets the default.
alter table rebuild add column received_at timestamptz not null default now();
update rebuild set received_at = least(requested_at, now());

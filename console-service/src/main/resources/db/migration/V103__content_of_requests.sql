-- What a request says and no page shows: one that comes again under its id has to say the same.
alter table rollback add column leaves text;
alter table rebuild add column allow text[], add column timeout text;

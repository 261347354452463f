-- Why somebody wants a rebuild cancelled.
alter table rebuild add column cancel_reason text;

-- An endpoint is called by one attempt at a time, and left alone for a while after one that it did not answer.
alter table webhook add column not_before timestamptz;
alter table webhook add column unanswered int not null default 0;

-- Since when a delivery waits for its endpoint, though it is due.
alter table webhook_delivery add column held_since timestamptz;
create index webhook_delivery_held on webhook_delivery (webhook_id, id) where held_since is not null;

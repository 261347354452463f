-- Ids are each sender's own: two events with one id are two, and the inbox knows what was delivered twice.
alter table webhook_delivery drop constraint webhook_delivery_webhook_id_event_id_key;
create index webhook_delivery_webhook on webhook_delivery (webhook_id, id);

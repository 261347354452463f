-- When a verdict came, by this service's own clock or Kafka's: what counts where a key is distrusted since some time. The
-- last release, beside this one, notes none: the database does.
alter table approval add column received_at timestamptz not null default now();
update approval set received_at = publication.received_at
  from publication
 where publication.rollback is null and publication.event::jsonb ->> 'eventId' = approval.event_id;

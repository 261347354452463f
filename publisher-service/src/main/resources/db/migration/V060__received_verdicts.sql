-- When a verdict came, by this service's own clock or Kafka's: what counts where a key is distrusted since some time. The
-- last release, beside this one, notes none: the database does.
alter table approval add column received_at timestamptz not null default now();
-- Not as JSON: what a test printed may hold what PostgreSQL takes for none.
update approval set received_at = publication.received_at
  from publication
 where publication.rollback is null
   and substring(publication.event from '^\{"eventId":"([^"\\]*)"') = approval.event_id;

-- Which events were handled, by their whole identity. The release before this one knows table inbox only, where the id
-- alone is the key: both are written for one release. There a row without a source was written by that release.
create table if not exists inbox_event (
    topic       text        not null,
    source      text        not null,
    event_id    text        not null,
    digest      text        not null,
    received_at timestamptz not null default now(),
    primary key (topic, source, event_id)
);
create index if not exists inbox_event_topic on inbox_event (topic, received_at);
alter table inbox add column if not exists source text;

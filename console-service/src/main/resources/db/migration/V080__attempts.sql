-- Every try that builders and testers made: who made it, when, and why it failed. It tells which of them is sick.
create table attempt (
    id         bigint      generated always as identity primary key,
    rebuild_id text        not null,
    image      text        not null,
    stage      text        not null check (stage in ('build', 'test')),
    number     int         not null,
    worker     text,
    started_at timestamptz not null,
    took_ms    bigint      not null,
    -- Why it failed, and whether it did so by chance; null if it passed.
    kind       text,
    message    text,
    chance     boolean,
    unique (rebuild_id, image, stage, number, started_at),
    foreign key (rebuild_id, image) references image_run (rebuild_id, image) on delete cascade
);
create index attempt_worker on attempt (stage, worker, started_at desc);
create index attempt_started_at on attempt (started_at);

-- No text of an attempt is worth an event that cannot be recorded: one that cannot be read is left out.
create function keep_attempts(topic text, rebuild text, image text, event text) returns void language plpgsql as $$
begin
    insert into attempt (rebuild_id, image, stage, number, worker, started_at, took_ms, kind, message, chance)
    select rebuild, image, split_part(topic, '-', 1), (made ->> 'number')::int, made ->> 'worker',
           (made ->> 'startedAt')::timestamptz, coalesce((made ->> 'durationMillis')::bigint, 0),
           made -> 'failure' ->> 'kind', made -> 'failure' ->> 'message',
           (made -> 'failure' ->> 'retryable')::boolean
    -- A NUL is no text here.
    from json_array_elements(replace(event, '\u0000', '\ufffd')::json -> 'attempts') as made
    on conflict do nothing;
exception when others then
    raise warning 'attempts of % in % are left out: %', image, rebuild, sqlerrm;
end $$;

create function event_told_attempts() returns trigger language plpgsql as $$
begin
    perform keep_attempts(new.topic, new.rebuild_id, new.key, new.json);
    return null;
end $$;

-- By the database, since a service of the release before this one records events too.
create trigger event_told_attempts after insert on event
    for each row when (new.topic in ('build-completed', 'test-completed')) execute function event_told_attempts();

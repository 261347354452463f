-- What the web pages show of each image, kept up to date with its runs, so that no page has to look through all of them.

alter table image_run add column revision int;
alter table image_run add column end_of_life date;
update image_run run set revision = substring(event.json from '"revision":([0-9]+)')::int
from event
where run.stage = 'PUBLISHED' and event.topic = 'publish-completed' and event.rebuild_id = run.rebuild_id and event.key = run.image;
update image_run run set end_of_life = substring(event.json from '"endOfLife":"([0-9]{4}-[0-9]{2}-[0-9]{2})"')::date
from event
where event.topic = 'render-completed' and event.rebuild_id = run.rebuild_id and event.key = run.image;

-- Which read model this is: positions in another one, which was there before it, mean nothing in this one.
create table read_model (generation bigint primary key);
insert into read_model values (extract(epoch from clock_timestamp())::bigint);

-- A text that orders versions by their numbers: each number after how many digits it has.
create function version_key(version text) returns text language sql immutable strict as $$
    select string_agg(
        case when part ~ '^[0-9]+$'
             then lpad(length(ltrim(part, '0'))::text, 3, '0') || ltrim(part, '0')
             else part end, '!' order by place)
    from regexp_split_to_table(version, '[.+-]') with ordinality as parts (part, place)
$$;

create table fleet_image (
    image         text primary key,
    family        text not null,
    version       text not null,
    variant       text not null,
    version_key   text collate "C" not null,
    -- What users pull: the last publication, if there was one.
    digest        text,
    revision      int,
    published_at  timestamptz,
    tags          text[] not null default '{}',
    -- The tags without their registry.
    names         text[] not null default '{}',
    published_run bigint,
    -- What happens to it: the newest run.
    run_id        bigint not null,
    rebuild_id    text not null,
    stage         text not null,
    failed_stage  text,
    -- The image that failed, where this one only stands on it.
    root          text,
    stepped_at    timestamptz,
    -- How often it has failed since it last passed, and since when.
    failures      int not null,
    failing_since timestamptz,
    passed_at     timestamptz,
    end_of_life   date
);
create index fleet_image_family on fleet_image (family, version_key);
-- Each look for a tag would read through what is not merged yet.
create index fleet_image_names on fleet_image using gin (names) with (fastupdate = off);
create index fleet_image_digest on fleet_image (digest);
create index fleet_image_failures on fleet_image (failing_since) where failures > 0;

create function refresh_fleet_image(which text) returns void language plpgsql as $$
begin
    -- One change at a time, as events are recorded: each sees what the one before it left.
    perform pg_advisory_xact_lock(hashtext('imprimatur.timeline.' || current_schema()));
    delete from fleet_image where image = which;
    insert into fleet_image
    with run as (select * from image_run where image_run.image = which),
    newest as (
        -- The run that began last. One that was left to another, or given up, only if there is no other.
        select * from run
        order by stage in ('SUPERSEDED', 'CANCELLED'),
                 coalesce(rendered_at, built_at, tested_at, failed_at, published_at) desc nulls last, id desc
        limit 1),
    published as (
        select * from run where stage = 'PUBLISHED'
        order by greatest(published_at, restored_at) desc, id desc limit 1),
    passed as (select max(published_at) as at from run where stage in ('PUBLISHED', 'UNCHANGED')),
    failing as (
        select count(*)::int as times, min(failed_at) as since from run, passed
        where run.stage = 'FAILED' and (passed.at is null or run.failed_at > passed.at))
    select newest.image, newest.family, newest.version, newest.variant, version_key(newest.version),
           published.digest, published.revision, greatest(published.published_at, published.restored_at),
           coalesce(published.tags, '{}'),
           array(select substr(tag, strpos(tag, '/') + 1) from unnest(published.tags) as tag),
           published.id,
           newest.id, newest.rebuild_id, newest.stage, newest.failed_stage,
           substring(newest.failure from 'its base ([^ ]+) failed at (?!base:)'),
           greatest(newest.rendered_at, newest.built_at, newest.tested_at, newest.failed_at, newest.published_at),
           failing.times, failing.since, passed.at,
           coalesce(newest.end_of_life, published.end_of_life)
    from newest cross join passed cross join failing left join published on true;
end $$;

create function image_run_changed() returns trigger language plpgsql as $$
begin
    perform refresh_fleet_image(coalesce(new.image, old.image));
    return null;
end $$;

-- By the database, since a service of the release before this one may change runs too. At the end of the transaction,
-- when the lock on the order of events is held anyway.
create constraint trigger image_run_changed after insert or update or delete on image_run
    deferrable initially deferred for each row execute function image_run_changed();

select refresh_fleet_image(image) from (select distinct image from image_run) as known;

-- The page of a log names its image.
create index image_run_build_log on image_run (build_log);
create index image_run_test_log on image_run (test_log);
create index image_run_publish_log on image_run (publish_log);

-- Of rebuilds of an image that overlap, that counts which began with it last. One that names the image at its end alone, since
-- its base failed, began with it when that failed, and not when the rest of that rebuild had ended, which may be hours later.
-- What could not be rendered has no event of its own either: it began when the rebuild was asked for.

create function failed_root(failure text) returns text language sql immutable as $$
    select substring(failure from 'its base ([^ ]+) failed at (?!base:)')
$$;

create or replace function refresh_fleet_image(which text) returns void language plpgsql as $$
begin
    -- One change at a time, as events are recorded: each sees what the one before it left.
    perform pg_advisory_xact_lock(hashtext('imprimatur.timeline.' || current_schema()));
    delete from fleet_image where image = which;
    insert into fleet_image
    with run as (
        select own.*, coalesce(root.failed_at, own.failed_at) as lost_at,
               coalesce(own.rendered_at, own.built_at, own.tested_at,
                        case when coalesce(root.failed_stage, own.failed_stage) = 'render' then rebuild.requested_at end,
                        root.failed_at, own.failed_at, own.published_at) as begun_at
        from image_run own
        left join rebuild on rebuild.id = own.rebuild_id
        left join image_run root on own.failed_stage = 'base' and root.rebuild_id = own.rebuild_id
                                    and root.image = failed_root(own.failure)
        where own.image = which),
    newest as (
        -- The run that began last. One that was left to another, or given up, only if there is no other.
        select * from run
        order by stage in ('SUPERSEDED', 'CANCELLED'), begun_at desc nulls last, id desc
        limit 1),
    published as (
        select * from run where stage = 'PUBLISHED'
        order by greatest(published_at, restored_at) desc, id desc limit 1),
    passed as (select max(published_at) as at, max(begun_at) as begun_at from run where stage in ('PUBLISHED', 'UNCHANGED')),
    failing as (
        select count(*)::int as times, min(lost_at) as since from run, passed
        where run.stage = 'FAILED' and (passed.begun_at is null or run.begun_at > passed.begun_at))
    select newest.image, newest.family, newest.version, newest.variant, version_key(newest.version),
           published.digest, published.revision, greatest(published.published_at, published.restored_at),
           coalesce(published.tags, '{}'),
           array(select substr(tag, strpos(tag, '/') + 1) from unnest(published.tags) as tag),
           published.id,
           newest.id, newest.rebuild_id, newest.stage, newest.failed_stage,
           failed_root(newest.failure),
           greatest(newest.rendered_at, newest.built_at, newest.tested_at, newest.failed_at, newest.published_at),
           failing.times, failing.since, passed.at,
           coalesce(newest.end_of_life, published.end_of_life)
    from newest cross join passed cross join failing left join published on true;
end $$;

create or replace function image_run_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform refresh_fleet_image(old.image);
    elsif exists (select from image_run as run where run.id = new.id and run *= new) then
        -- Where one transaction changes a run several times, its image is looked at after the last of them alone.
        perform refresh_fleet_image(new.image);
    end if;
    if tg_op = 'UPDATE' and old.failed_at <> new.failed_at and new.failed_stage <> 'base' then
        -- Its own event came after the end of its rebuild, which named what stands on it.
        perform refresh_fleet_image(held.image) from image_run held
        where held.rebuild_id = new.rebuild_id and held.failed_stage = 'base' and failed_root(held.failure) = new.image;
    end if;
    return null;
end $$;

select refresh_fleet_image(image)
from unnest(array(select image from fleet_image where stage = 'FAILED' or failures > 0)) as failing (image);

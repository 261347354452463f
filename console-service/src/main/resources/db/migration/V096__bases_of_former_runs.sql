-- Apart from the column, whose lock keeps consoles of the release before from reading runs. What pages show of images does not
-- follow from it. By its text, since no JSON of PostgreSQL takes the character 0, which a Dockerfile can have.
-- A console of the release before, which has locked a run, changes it before this begins.
lock table image_run in exclusive mode;
alter table image_run disable trigger image_run_changed;
update image_run run
set bases = array(select base[1]
                  from regexp_matches(substring(event.json from '"bases":\[([^]]*)\]'), '@(sha256:[0-9a-f]{64})', 'g') as base)
from event
where event.topic = 'render-completed' and event.rebuild_id = run.rebuild_id and event.key = run.image;
alter table image_run enable trigger image_run_changed;
create index image_run_bases on image_run using gin (bases) with (fastupdate = off);

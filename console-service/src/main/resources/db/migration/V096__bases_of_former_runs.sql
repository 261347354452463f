-- Apart from the column, whose lock keeps consoles of the release before from reading runs. What pages show of images does not
-- follow from it.
alter table image_run disable trigger image_run_changed;
update image_run run
set bases = array(select substring(base from 'sha256:[0-9a-f]{64}')
                  from json_array_elements_text(event.json::json -> 'candidate' -> 'bases') as base
                  where base like '%@sha256:%')
from event
where event.topic = 'render-completed' and event.rebuild_id = run.rebuild_id and event.key = run.image;
alter table image_run enable trigger image_run_changed;
create index image_run_bases on image_run using gin (bases) with (fastupdate = off);

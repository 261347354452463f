-- Apart from the table and the trigger, whose locks keep consoles of the release before from recording events.
select keep_attempts(event.topic, event.rebuild_id, event.key, event.json)
from event where event.topic in ('build-completed', 'test-completed') order by event.seq;

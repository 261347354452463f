#!/usr/bin/env bash
# Number: 2
# Fault: three statements in the publisher's database on an image that the tester rejected
# Then: it was tagged, and announced as a success
# Now: nothing is published without the tester's signature
. "$(dirname "$0")/lib.sh"

family reproduced-p2 1.0.0 "RUN true" "RUN simulate-permanent-failure"
id=$(request reproduced-p2)
expect "the rebuild" failed "$(ended "$id")"
await 20 "the rejection at the publisher" sql_is 1 "select count(*) from publisher.publication where rebuild_id = '$id'"
row=$(sql "select id from publisher.publication where rebuild_id = '$id'")
rejected=$(sql "select digest from publisher.publication where rebuild_id = '$id'")
sql "update publisher.approval set verdict = 'APPROVED' where digest = '$rejected';
  update publisher.publication set state = 'OPEN', finished_at = null, failure = null where id = '$row';
  insert into publisher.scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)
  values ('publish', '$row', now(), false, 1, 30)" >/dev/null
await 40 "the publisher has looked at it" sql_is 0 "select count(*) from publisher.scheduled_tasks where task_instance = '$row'"
state=$(sql "select state from publisher.publication where id = '$row'")
expect "tag 1.0.0" "" "$(digest reproduced-p2 1.0.0)"
expect "successes that were announced" 0 "$(count publish-completed ".digest == \"$rejected\" and .tags != null and (.tags | length) > 0")"
expect_other "the publication" PUBLISHED "$state"
seen "the row is $state, no tag, no success announced"

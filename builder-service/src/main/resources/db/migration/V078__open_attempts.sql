-- Which builder is doing what is asked for every few seconds.
create index build_attempt_open on build_attempt (build_id) where ended_at is null;

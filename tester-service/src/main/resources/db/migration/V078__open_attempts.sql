-- Which tester is doing what is asked for every few seconds.
create index test_attempt_open on test_attempt (run_id) where ended_at is null;

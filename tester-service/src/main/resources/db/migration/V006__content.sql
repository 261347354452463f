-- What was tested, and what that is, whenever it was built: so that what is published can be known to be the same.
alter table test_run add column digest text;
alter table test_run add column content text;
create index test_run_digest on test_run (digest);

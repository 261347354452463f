-- Which tester made it; not known of those from before.
alter table test_attempt add column worker text;

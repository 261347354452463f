-- When Kafka took what is to be tested: a builder's key may be distrusted since some time.
alter table test_run add column taken_at timestamptz;

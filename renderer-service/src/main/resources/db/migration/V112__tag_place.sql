-- The place of what set the tag last: what is announced later may have been set earlier.
alter table published_tag add column place bigint;

-- The place of the rebuild that was allowed to let the tag go: a publication of an earlier one does not take that back.
alter table published_tag add column let_go_place bigint;

-- Which key signed a verdict. Those of before have none, and approve nothing any more.
alter table approval add column signed_by text;

-- How often the lock of a repository was taken: who holds it knows the number, and records only while that is the last.
create table repository_fence (
    repository text   primary key,
    taken      bigint not null
);

-- The place of a rebuild or rollback in the one sequence of all; null from before places were given: older than any.
alter table publication add column place bigint;
alter table tag add column place bigint;

-- The rollback that blocks a digest as long as it is not known how it ends; null for a block that stands.
alter table blocked_digest add column rollback_id text;

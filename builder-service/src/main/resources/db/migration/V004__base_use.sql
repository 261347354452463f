-- Which bases a build that has begun stands on: they stay on its engine as long as it goes on. Rows of builds that ended
-- are struck off.
create table base_use (
    build_id  text not null references build (id),
    reference text not null,
    primary key (build_id, reference)
);
create index base_use_reference on base_use (reference);

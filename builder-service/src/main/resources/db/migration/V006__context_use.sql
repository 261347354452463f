-- Which archives that lie in staging a build, or one of its tests, needs: they stay there until it was decided.
create table context_use (
    build_id  text not null references build (id),
    reference text not null,
    primary key (build_id, reference)
);
create index context_use_reference on context_use (reference);

insert into context_use
select distinct b.id, a.reference
from (select id, event::jsonb as event from build where event like '%"stored"%') b,
     lateral (select b.event #>> '{context,stored,reference}' as reference
              union select t #>> '{files,stored,reference}' from jsonb_array_elements(b.event -> 'tests') t) a
where a.reference is not null;

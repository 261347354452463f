-- The highest place that a rebuild or rollback was given. It begins at the clock, in milliseconds, and each start of a
-- renderer raises it to that: so a database that is set back or lost gives none again. The row's lock lets places go up in
-- the order in which requests are taken.
create table place (last bigint not null);
insert into place values ((extract(epoch from now()) * 1000)::bigint);

create function next_place() returns bigint language sql volatile set search_path from current
    as 'update place set last = last + 1 returning last';

-- Of each rebuild, when it is taken; a renderer of the release before leaves that to the default.
alter table rebuild add column place bigint;
update rebuild set place = ordered.place
  from (select id, (select last from place) - count(*) over () + row_number() over (order by requested_at) as place
          from rebuild where state <> 'COMPLETED') ordered
 where rebuild.id = ordered.id;
alter table rebuild alter column place set default next_place();

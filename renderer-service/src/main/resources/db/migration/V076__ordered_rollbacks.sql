-- Which rollbacks have their place: a request that comes again as another event gets no second one.
create table ordered_rollback (
    id text primary key,
    ordered_at timestamptz not null default now()
);
create index on ordered_rollback (ordered_at);

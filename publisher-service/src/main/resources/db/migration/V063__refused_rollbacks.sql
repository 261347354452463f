-- A rollback that was refused stays refused, though its request comes again when it could be carried out.
create table refused_rollback (
    rebuild_id text primary key,
    refused_at timestamptz not null
);

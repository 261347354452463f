-- When to look next for what is stale: any renderer may take the row of the queue, and a look that waits has another time there.
create table stale_check (
    schedule text        primary key,
    due      timestamptz not null
);

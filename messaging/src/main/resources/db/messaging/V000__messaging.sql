-- Which events were handled: noted in the transaction of what they caused.
create table inbox (
    event_id    text        primary key,
    topic       text        not null,
    received_at timestamptz not null default now()
);

-- Events that wait to be relayed to Kafka, in the order of their ids.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    headers    jsonb       not null,
    payload    text        not null,
    created_at timestamptz not null default now()
);

-- The durable work queue; the layout is db-scheduler's.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time);

-- Logs that events name.
create table log (
    id      text        primary key,
    digest  text        not null,
    bytes   bigint      not null,
    content bytea       not null,
    kept_at timestamptz not null default now()
);

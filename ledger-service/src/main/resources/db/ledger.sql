--liquibase formatted sql

-- Notes on the schema:
-- * Ids are UUIDv7, so that inserts stay local in the primary key, and the order of ids is the order of age.
-- * JSON of the users' shape is bytea (input, output) or text (metadata): 40 % cheaper than jsonb for Postgres, which never looks inside.
-- * updated_at and version are kept by the database, but in the statements (now(), version + 1) and not by a trigger: a trigger costs more than the
--   rest of the row on the hot path. Every statement of the ledger that changes a task sets both.
-- * Few indexes, because each one is paid for twice by every task. Lists by creation time use the primary key.

--changeset ledger:1-tasks splitStatements:false
create table ledger.tasks (
    id uuid primary key,
    parent_id uuid,
    workflow_execution_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null default now(),
    started_at timestamptz,
    completed_at timestamptz,
    run_after timestamptz,
    -- When the due timer has to look at the task: run_after while scheduled, the end of the queue timeout while ready.
    due_at timestamptz,
    version bigint not null default 1,
    queue_ms bigint not null default 0,
    epoch integer not null,
    attempt integer not null,
    failures integer not null default 0,
    crashes integer not null default 0,
    unmet integer not null default 0,
    dependency_count integer not null default 0,
    partition smallint not null,
    priority smallint not null check (priority between 1 and 10),
    -- minion.tasks.v1.TaskStatus
    status smallint not null check (status between 1 and 11),
    -- minion.tasks.v1.DependencyPolicy
    on_dependency_failure smallint not null default 1,
    progress smallint,
    has_dependants boolean not null default false,
    error_retryable boolean,
    namespace text not null,
    type text not null,
    name text not null,
    description text,
    assigned_to text,
    created_by text,
    session_id text,
    workflow_step text,
    trace_parent text,
    idempotency_key text,
    error_code text,
    error_message text,
    -- minion.tasks.v1.RetryPolicy and Timeouts as protobuf; null for the defaults
    retry bytea,
    timeouts bytea,
    metadata text,
    input bytea,
    output bytea
);
create index tasks_ready on ledger.tasks (partition, priority desc, id) where status = 4;
create index tasks_open on ledger.tasks (partition, id) where status in (5, 6);
create index tasks_due on ledger.tasks (due_at) where due_at is not null;
--rollback drop table ledger.tasks;

--changeset ledger:2-dependencies splitStatements:false
-- settled: the dependency has ended, and the dependant knows.
create table ledger.task_dependencies (
    task_id uuid not null,
    depends_on uuid not null,
    position integer not null,
    settled boolean not null default false,
    primary key (task_id, position)
);
create index task_dependencies_open on ledger.task_dependencies (depends_on) where not settled;
--rollback drop table ledger.task_dependencies;

--changeset ledger:3-progress splitStatements:false
create table ledger.task_progress (
    task_id uuid not null references ledger.tasks (id) on delete cascade,
    sequence bigint generated always as identity,
    at timestamptz not null default now(),
    attempt integer not null,
    percent smallint not null check (percent between 0 and 100),
    message text,
    data bytea,
    primary key (task_id, sequence)
);
--rollback drop table ledger.task_progress;

--changeset ledger:4-keys splitStatements:false
create table ledger.task_keys (
    namespace text not null,
    key text not null,
    task_id uuid not null,
    payload_hash bytea not null,
    expires_at timestamptz not null,
    primary key (namespace, key)
);
create index task_keys_expiry on ledger.task_keys (expires_at);
--rollback drop table ledger.task_keys;

--changeset ledger:5-agents splitStatements:false
create table ledger.agent_state (
    id text primary key,
    name text not null,
    role text not null,
    capabilities text not null,
    status text not null,
    capacity integer not null,
    host text not null,
    version text not null,
    metadata text,
    first_seen timestamptz not null,
    last_heartbeat timestamptz not null,
    updated_at timestamptz not null default now()
);
--rollback drop table ledger.agent_state;

--changeset ledger:6-epoch splitStatements:false
-- One row. A restore from backup raises it, so that no fence issued after the backup is valid any more.
create table ledger.epoch (
    single boolean primary key default true check (single),
    epoch integer not null
);
insert into ledger.epoch (epoch) values (1);
--rollback drop table ledger.epoch;

--changeset ledger:7-purges splitStatements:false
-- One row for each purge, with the place where it goes on; see dev.minion.ledger.retention.
create table ledger.purges (
    id uuid primary key,
    -- minion.ledger.v1.PurgeKind
    kind smallint not null check (kind between 1 and 2),
    older_than_ms bigint not null,
    before timestamptz not null,
    dry_run boolean not null,
    automatic boolean not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    first_id uuid,
    last_id uuid not null default '00000000-0000-0000-0000-000000000000',
    -- Up to here task by task: a page was refused for something in it.
    narrow_until uuid,
    scanned bigint not null default 0,
    held bigint not null default 0,
    error text
);
create table ledger.purge_counts (
    purge_id uuid not null references ledger.purges (id) on delete cascade,
    status smallint not null,
    type text not null,
    tasks bigint not null,
    progress bigint not null,
    bytes bigint not null,
    primary key (purge_id, status, type)
);
--rollback drop table ledger.purge_counts; drop table ledger.purges;

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

--changeset ledger:7-room-for-updates splitStatements:false
-- A task is inserted and updated once, soon after, and never in place: status stands in the predicates of indexes. With room for
-- the second version on the page of the first one, its log is smaller; and a page has never so much room left that vacuuming offers
-- it to later tasks, which would spread them over the whole table. docs/performance.md has the figures.
alter table ledger.tasks set (fillfactor = 40);
--rollback alter table ledger.tasks reset (fillfactor);

--changeset ledger:8-children splitStatements:false
-- Tasks without a parent pay nothing for it.
create index tasks_children on ledger.tasks (parent_id, id) where parent_id is not null;
--rollback drop index ledger.tasks_children;

--changeset ledger:9-dependants splitStatements:false
-- For graphs that are read when their edges are settled.
create index task_dependencies_on on ledger.task_dependencies (depends_on, task_id);
--rollback drop index ledger.task_dependencies_on;

--changeset ledger:10-history splitStatements:false
-- The transitions that the row of a task does not tell by itself: all but its creation and a completion on which nothing waits.
create table ledger.task_history (
    task_id uuid not null references ledger.tasks (id) on delete cascade,
    sequence bigint generated always as identity,
    at timestamptz not null default now(),
    attempt integer not null,
    -- minion.tasks.v1.TaskStatus
    was smallint not null,
    status smallint not null,
    worker text,
    code text,
    reason text,
    primary key (task_id, sequence)
);
--rollback drop table ledger.task_history;

--changeset ledger:11-messages splitStatements:false
-- Who adds a message to a conversation holds its row until the commit: so positions rise in the order of the commits, without gaps.
create table ledger.conversations (
    last_position bigint not null,
    namespace text not null,
    name text not null,
    primary key (namespace, name)
);
-- The sequence is taken while the conversation is held: it agrees with the positions of each conversation, and orders an inbox over all of them.
create table ledger.messages (
    id uuid primary key,
    reply_to uuid,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    sequence bigint generated always as identity,
    position bigint not null,
    recipients integer not null,
    -- minion.messages.v1.RecipientKind
    recipient_kind smallint not null check (recipient_kind between 1 and 3),
    namespace text not null,
    recipient text not null,
    sender text not null,
    conversation text not null,
    correlation_id text,
    kind text,
    idempotency_key text,
    payload_hash bytea,
    body bytea not null
);
create unique index messages_key on ledger.messages (namespace, idempotency_key) where idempotency_key is not null;
create index messages_history on ledger.messages (namespace, sequence);
create index messages_conversation on ledger.messages (namespace, conversation, sequence);
create index messages_correlation on ledger.messages (namespace, correlation_id, sequence) where correlation_id is not null;
create index messages_sender on ledger.messages (namespace, sender, sequence);
-- namespace, sequence and expires_at are the message's: an inbox and the timer find theirs in one index each.
create table ledger.message_deliveries (
    message_id uuid not null references ledger.messages (id) on delete cascade,
    expires_at timestamptz not null,
    delivered_at timestamptz,
    ended_at timestamptz,
    sequence bigint not null,
    -- minion.messages.v1.DeliveryStatus
    status smallint not null default 1 check (status between 1 and 4),
    namespace text not null,
    agent text not null,
    reason text,
    primary key (message_id, agent)
);
create index message_deliveries_inbox on ledger.message_deliveries (namespace, agent, sequence) where status in (1, 2);
create index message_deliveries_history on ledger.message_deliveries (namespace, agent, sequence);
create index message_deliveries_expiry on ledger.message_deliveries (expires_at) where status = 1;
--rollback drop table ledger.message_deliveries;
--rollback drop table ledger.messages;
--rollback drop table ledger.conversations;

--changeset ledger:12-purges splitStatements:false
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

--changeset ledger:13-unsettled splitStatements:false
-- Ended tasks whose dependants do not know it yet, since their transaction went as deep as it goes. An index of all open edges told
-- that too, but every edge paid for it: settling one then touched each of its indexes. Now an edge is settled on its page.
create table ledger.unsettled (
    task_id uuid primary key
);
insert into ledger.unsettled (task_id)
    select distinct d.depends_on from ledger.task_dependencies d join ledger.tasks t on t.id = d.depends_on
    where not d.settled and t.status >= 7;
drop index ledger.task_dependencies_open;
alter table ledger.task_dependencies set (fillfactor = 50);
--rollback create index task_dependencies_open on ledger.task_dependencies (depends_on) where not settled; alter table ledger.task_dependencies reset (fillfactor); drop table ledger.unsettled;

--changeset ledger:14-counts splitStatements:false
-- How many tasks there are, by namespace, type and status. Whoever changes tasks appends to the deltas, in the same statement; they are
-- added up into the counts now and then. A count is the sum of both. Tasks are not written between the counting here and the commit.
lock table ledger.tasks in share row exclusive mode;
create table ledger.task_count_deltas (
    tasks bigint not null,
    -- From this status, or none, where they are new, to that one, or none, where they are gone.
    was smallint,
    status smallint,
    namespace text not null,
    type text not null
) with (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_threshold = -1);
create table ledger.task_counts (
    tasks bigint not null,
    status smallint not null,
    namespace text not null,
    type text not null,
    primary key (namespace, type, status)
) with (fillfactor = 50);
insert into ledger.task_counts (tasks, status, namespace, type)
    select count(*), t.status, t.namespace, t.type from ledger.tasks t group by t.status, t.namespace, t.type;
-- One row: when the counts were last held against the tasks. Never yet: a ledger of before may still write tasks that it does not count.
create table ledger.task_count_checks (
    single boolean primary key default true check (single),
    run bigint not null default 0,
    started_at timestamptz not null default '-infinity',
    checked_at timestamptz,
    drift bigint not null default 0
);
insert into ledger.task_count_checks default values;
-- For the oldest of them; only tasks that are scheduled pay for it.
create index tasks_scheduled on ledger.tasks (id) where status = 2;
--rollback drop index ledger.tasks_scheduled; drop table ledger.task_count_checks; drop table ledger.task_counts; drop table ledger.task_count_deltas;

--changeset ledger:15-lists splitStatements:false
-- For lists (docs/lists.md). An ordinary task has no session, workflow or creator, the ordinary priority, and completes: it enters none of
-- the partial ones. The index of changes grows at its end, where Postgres finds its place without a search; what every task would enter
-- elsewhere costs 3 us of processor time and more for its completion alone, and is not there.
create index tasks_by_session on ledger.tasks (namespace, session_id, id) where session_id is not null;
create index tasks_by_execution on ledger.tasks (workflow_execution_id, id) where workflow_execution_id is not null;
create index tasks_by_creator on ledger.tasks (namespace, created_by, id) where created_by is not null;
create index tasks_by_priority on ledger.tasks (namespace, priority, id) where priority <> 5;
create index tasks_by_status on ledger.tasks (namespace, status, id) where status in (1, 2, 3, 8, 9, 10, 11);
create index tasks_by_change on ledger.tasks (updated_at, id);
--rollback drop index ledger.tasks_by_session; drop index ledger.tasks_by_execution; drop index ledger.tasks_by_creator; drop index ledger.tasks_by_priority; drop index ledger.tasks_by_status; drop index ledger.tasks_by_change;

--changeset ledger:16-payloads splitStatements:false
-- Inputs and outputs above 64 KiB, once for each content; see dev.minion.ledger.payload. A task has a reference in the place of the JSON:
-- one byte that no JSON has, the hash, the size. The generation tells an upload that began anew from the one before.
create table ledger.payloads (
    hash bytea primary key check (octet_length(hash) = 32),
    generation bigint generated always as identity,
    size bigint not null,
    touched_at timestamptz not null default now(),
    sealed boolean not null default false
);
create index payloads_touched on ledger.payloads (touched_at);
create table ledger.payload_chunks (
    hash bytea not null references ledger.payloads (hash) on delete cascade,
    position integer not null,
    content bytea not null,
    primary key (hash, position)
);
-- Compressing costs more than it saves, and reads what nobody asked for.
alter table ledger.payload_chunks alter column content set storage external;
-- How many refer to a payload is how many rows there are: they are written and removed with the tasks, and no count can drift.
create table ledger.payload_references (
    task_id uuid not null,
    hash bytea not null references ledger.payloads (hash),
    primary key (task_id, hash)
);
create index payload_references_hash on ledger.payload_references (hash);
--rollback drop table ledger.payload_references; drop table ledger.payload_chunks; drop table ledger.payloads;

--changeset ledger:17-changes splitStatements:false
-- Which tasks were created or moved, in the order in which that can be read; see dev.minion.ledger.change. One row for each statement, not for each
-- task. A number is drawn while the rows of the tasks are held, so that numbers agree with what happened to each task.
create table ledger.task_changes (
    sequence bigint generated always as identity primary key,
    at timestamptz not null default now(),
    -- minion.tasks.v1.TaskStatus: none before where tasks were created; neither where each has a row of the history, numbered in kept
    was smallint,
    status smallint,
    tasks uuid[] not null,
    kept bigint[]
);
-- Ids do not compress, and to try costs.
alter table ledger.task_changes alter column tasks set storage external;
-- One row: up to here changes have been forgotten.
create table ledger.task_changes_forgotten (
    single boolean primary key default true check (single),
    until bigint not null default 0
);
insert into ledger.task_changes_forgotten default values;
--rollback drop table ledger.task_changes_forgotten; drop table ledger.task_changes;

--changeset ledger:18-children-policy splitStatements:false
-- minion.tasks.v1.ChildrenPolicy: 1 cancel them when it ends, 2 fail when one of them does not complete, 3 both; null where neither.
alter table ledger.tasks add column children_policy smallint;
--rollback alter table ledger.tasks drop column children_policy;

--changeset ledger:18-expired-keys splitStatements:false
-- Removes idempotency keys whose time to live is over, and tells how many; the ledger calls it every ten seconds, and so may anybody.
create function ledger.cleanup_expired_dedup(most integer default 10000) returns integer language sql as $body$
    with gone as (
        delete from ledger.task_keys k where (k.namespace, k.key) in
            (select e.namespace, e.key from ledger.task_keys e where e.expires_at < now() limit most)
        returning 1)
    select count(*)::integer from gone
$body$;
--rollback drop function ledger.cleanup_expired_dedup(integer);

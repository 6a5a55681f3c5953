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
-- For lists (docs/lists.md). An ordinary task has no workflow, the ordinary priority, and completes: it enters none of the partial ones but
-- that of its session. There is no namespace in that one: as the longer key it cost twice as much. The index of changes grows at its end, where Postgres finds its place without a search; what every task would enter
-- elsewhere costs 3 us of processor time and more for its completion alone, and is not there.
create index tasks_by_session on ledger.tasks (session_id, id) where session_id is not null;
create index tasks_by_execution on ledger.tasks (workflow_execution_id, id) where workflow_execution_id is not null;
create index tasks_by_priority on ledger.tasks (namespace, priority, id) where priority <> 5;
create index tasks_by_status on ledger.tasks (namespace, status, id) where status in (1, 2, 3, 8, 9, 10, 11);
create index tasks_by_change on ledger.tasks (updated_at, id);
--rollback drop index ledger.tasks_by_session; drop index ledger.tasks_by_execution; drop index ledger.tasks_by_priority; drop index ledger.tasks_by_status; drop index ledger.tasks_by_change;

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

--changeset ledger:20-ranges splitStatements:false rollbackSplitStatements:false
-- Tasks, and what is recorded of each, lie in ranges of their ids, which are ranges of time: a purge drops a range that is old as a whole, and
-- the indexes that are written to stay small. Ranges are made ahead by dev.minion.ledger.range. Two are special: "before" has all that came
-- before the first range (what was there already, and what is brought back), "other" what no range is made for.
-- What refers to a task goes with it by a trigger, not by a foreign key: a range could not be dropped under one without being searched through.
create function ledger.first_id(at timestamptz) returns uuid language sql immutable strict parallel safe as
$$ select rpad(lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0'), 32, '0')::uuid $$;
create function ledger.id_time(id uuid) returns timestamptz language sql immutable strict parallel safe as
$$ select to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) $$;

-- The table of one range of one of the three, with its indexes, which attaching finds and does not build.
create function ledger.make_range_table(parent text, range text) returns void language plpgsql as $$
declare
    made text := parent || '_' || range;
    item record;
begin
    execute format('create table ledger.%I (like ledger.%I including defaults including constraints including storage including compression)', made, parent);
    if parent = 'tasks' then
        execute format('alter table ledger.%I set (fillfactor = 40)', made);
    end if;
    for item in select conname, pg_get_constraintdef(oid) as def from pg_constraint
        where conrelid = ('ledger.' || parent)::regclass and contype = 'p' loop
        execute format('alter table ledger.%I add constraint %I %s', made, item.conname || '_' || range, item.def);
    end loop;
    for item in select c.relname, pg_get_indexdef(c.oid) as def from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = ('ledger.' || parent)::regclass and not i.indisprimary loop
        execute regexp_replace(item.def, ' INDEX \S+ ON (ONLY )?ledger\.\S+ ',
            format(' INDEX %I ON ledger.%I ', item.relname || '_' || range, made));
    end loop;
end $$;

-- Makes the range from one time up to another, or what is left of it behind one that is there; what lay in "other" of it moves.
-- False where there was nothing to do.
create function ledger.add_task_range(starts timestamptz, ends timestamptz) returns boolean language plpgsql as $$
declare
    range text;
    item record;
begin
    perform pg_advisory_xact_lock(hashtext('ledger.task_ranges'));
    select coalesce(max(ledger.id_time(r.last)), starts) into starts from ledger.task_ranges r
        where r.last > ledger.first_id(starts) and (r.first is null or r.first <= ledger.first_id(starts));
    if exists (select from ledger.task_ranges r where r.last > ledger.first_id(starts) and r.first < ledger.first_id(ends))
        or starts >= ends then
        return false;
    end if;
    range := to_char(starts at time zone 'UTC', 'YYYYMMDD"t"HH24MI');
    -- Before what moves: who plans a statement meanwhile knows the ranges from before, and would miss the rows that have moved to the new one.
    lock table only ledger.tasks, only ledger.task_progress, only ledger.task_history in access exclusive mode;
    for item in select * from (values ('tasks', 'id'), ('task_progress', 'task_id'), ('task_history', 'task_id')) t(parent, key) loop
        perform ledger.make_range_table(item.parent, range);
        execute format('lock table ledger.%I in access exclusive mode', item.parent || '_other');
        execute format('with moved as (delete from ledger.%1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into ledger.%5$I select * from moved',
            item.parent || '_other', item.key, ledger.first_id(starts), ledger.first_id(ends), item.parent || '_' || range);
        execute format('alter table ledger.%I attach partition ledger.%I for values from (%L) to (%L)',
            item.parent, item.parent || '_' || range, ledger.first_id(starts), ledger.first_id(ends));
    end loop;
    return true;
end $$;

-- Drops a range, whatever is in it. Whoever calls it has the three tables locked.
create function ledger.drop_task_range(range text) returns void language plpgsql as $$
begin
    execute format('drop table ledger.%I, ledger.%I, ledger.%I', 'task_history_' || range, 'task_progress_' || range, 'tasks_' || range);
end $$;

-- Tasks of long ago that came back to life or that something new depends on: their range is not dropped meanwhile.
create table ledger.revived_tasks (
    task_id uuid not null,
    at timestamptz not null default now()
);

do $$
declare
    top timestamptz;
    today timestamptz := date_trunc('day', now(), 'UTC');
    item record;
    index record;
    indexes text[];
begin
    lock table ledger.tasks, ledger.task_progress, ledger.task_history in access exclusive mode;
    -- All that is there lies before: an empty ledger begins today, another one in two days, or after its newest task.
    select ledger.id_time(id) into top from ledger.tasks order by id desc limit 1;
    top := case when top is null then today else date_trunc('day', greatest(top, today + interval '1 day'), 'UTC') + interval '1 day' end;
    alter table ledger.task_progress drop constraint task_progress_task_id_fkey;
    alter table ledger.task_history drop constraint task_history_task_id_fkey;
    for item in select * from (values ('tasks', 'id'), ('task_progress', 'task_id'), ('task_history', 'task_id')) t(parent, key) loop
        execute format('alter table ledger.%I rename to %I', item.parent, item.parent || '_before');
        if item.parent <> 'tasks' then
            execute format('alter table ledger.%I alter column sequence drop identity', item.parent || '_before');
        end if;
        execute format('create table ledger.%I (like ledger.%I including defaults including constraints including storage including compression) partition by range (%I)',
            item.parent, item.parent || '_before', item.key);
        indexes := '{}';
        for index in select c.relname, i.indisprimary, pg_get_indexdef(c.oid) as def from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = ('ledger.' || item.parent || '_before')::regclass loop
            execute format('alter index ledger.%I rename to %I', index.relname, index.relname || '_before');
            if not index.indisprimary then
                indexes := indexes || regexp_replace(index.def, ' ON ledger\.\S+ ', format(' ON ledger.%I ', item.parent));
            end if;
        end loop;
        execute format('alter table ledger.%I add constraint %I primary key (%s)', item.parent, item.parent || '_pkey',
            case item.parent when 'tasks' then 'id' else 'task_id, sequence' end);
        for i in 1 .. cardinality(indexes) loop
            execute indexes[i];
        end loop;
        execute format('alter table ledger.%I attach partition ledger.%I for values from (minvalue) to (%L)',
            item.parent, item.parent || '_before', ledger.first_id(top));
        perform ledger.make_range_table(item.parent, 'other');
        execute format('alter table ledger.%I attach partition ledger.%I default', item.parent, item.parent || '_other');
    end loop;
end $$;

-- The sequences go on, with room for what is under way.
do $$
declare
    item text;
    next bigint;
begin
    foreach item in array array['task_progress', 'task_history'] loop
        execute format('select coalesce(max(sequence), 0) + 1 from ledger.%I', item) into next;
        execute format('alter table ledger.%I alter column sequence add generated always as identity (start with %s)', item, next);
    end loop;
end $$;

create view ledger.task_ranges as
    select substr(c.relname, 7) as range, b[1]::uuid as first, b[2]::uuid as last
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \((?:MINVALUE|''([^'']+)'')\) TO \(''([^'']+)''\)') b
    where i.inhparent = 'ledger.tasks'::regclass;

create function ledger.remove_records() returns trigger language plpgsql as $$
begin
    delete from ledger.task_progress p using gone g where p.task_id = g.id;
    delete from ledger.task_history h using gone g where h.task_id = g.id;
    return null;
end $$;
create trigger remove_records after delete on ledger.tasks referencing old table as gone
    for each statement execute function ledger.remove_records();
--rollback do $$
--rollback declare
--rollback     item record;
--rollback     index record;
--rollback     indexes text[];
--rollback     next bigint;
--rollback begin
--rollback     lock table ledger.tasks, ledger.task_progress, ledger.task_history in access exclusive mode;
--rollback     drop view ledger.task_ranges;
--rollback     for item in select * from (values ('tasks', 'id'), ('task_progress', 'task_id'), ('task_history', 'task_id')) t(parent, key) loop
--rollback         execute format('create table ledger.whole (like ledger.%I including defaults including constraints including storage including compression)', item.parent);
--rollback         execute format('insert into ledger.whole select * from ledger.%I', item.parent);
--rollback         indexes := '{}';
--rollback         for index in select pg_get_indexdef(c.oid) as def from pg_index i join pg_class c on c.oid = i.indexrelid
--rollback             where i.indrelid = ('ledger.' || item.parent)::regclass and not i.indisprimary loop
--rollback             indexes := indexes || regexp_replace(index.def, ' ON (ONLY )?ledger\.\S+ ', format(' ON ledger.%I ', item.parent));
--rollback         end loop;
--rollback         execute format('drop table ledger.%I', item.parent);
--rollback         execute format('alter table ledger.whole rename to %I', item.parent);
--rollback         execute format('alter table ledger.%I add constraint %I primary key (%s)', item.parent, item.parent || '_pkey',
--rollback             case item.parent when 'tasks' then 'id' else 'task_id, sequence' end);
--rollback         for i in 1 .. cardinality(indexes) loop
--rollback             execute indexes[i];
--rollback         end loop;
--rollback         if item.parent <> 'tasks' then
--rollback             execute format('select coalesce(max(sequence), 0) + 1 from ledger.%I', item.parent) into next;
--rollback             execute format('alter table ledger.%I alter column sequence add generated always as identity (start with %s)', item.parent, next);
--rollback             execute format('delete from ledger.%I r where not exists (select from ledger.tasks t where t.id = r.task_id)', item.parent);
--rollback             execute format('alter table ledger.%I add constraint %I foreign key (task_id) references ledger.tasks (id) on delete cascade', item.parent, item.parent || '_task_id_fkey');
--rollback         end if;
--rollback     end loop;
--rollback     alter table ledger.tasks set (fillfactor = 40);
--rollback end $$;
--rollback drop table ledger.revived_tasks; drop function ledger.remove_records(); drop function ledger.drop_task_range(text); drop function ledger.add_task_range(timestamptz, timestamptz); drop function ledger.make_range_table(text, text); drop function ledger.id_time(uuid); drop function ledger.first_id(timestamptz);

--changeset ledger:21-names splitStatements:false
-- What indexes for lists are made of that an operator adds (dev.minion.ledger.index), and one that costs ordinary tasks nothing.
-- A part of a name that has five letters contains one of the blocks of three into which the name is cut, wherever it begins. Blocks, and not all
-- groups of three letters: those cost a task more than twice as much. In plpgsql it takes half the time of the same in SQL.
create function ledger.name_blocks(name text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
    letters text := lower(name);
    blocks text[] := '{}';
begin
    for i in 1 .. length(letters) / 3 loop
        blocks[i] := substr(letters, 3 * i - 2, 3);
    end loop;
    return blocks;
end $$;
-- What stands under a key, as far as it is indexed; null where Postgres cannot read the whole, which is no reason to refuse the task.
create function ledger.metadata_value(metadata text, key text) returns text language sql immutable strict parallel safe as
$$ select case when pg_input_is_valid(metadata, 'jsonb') then left(metadata::jsonb ->> key, 100) end $$;
create index tasks_by_status_type on ledger.tasks (namespace, status, type, id) where status in (1, 2, 3, 8, 9, 10, 11);
--rollback drop index ledger.tasks_by_status_type; drop function ledger.name_blocks(text) cascade; drop function ledger.metadata_value(text, text) cascade;

--changeset ledger:32-orders splitStatements:false
-- For lists by status in the other orders, and for those that are sorted by one time and bounded by the other (dev.minion.ledger.task.LateChanges).
-- An ordinary task enters none of them: it is ready, and completes within a minute.
create index tasks_by_status_change on ledger.tasks (namespace, status, updated_at, id) where status in (1, 2, 3, 8, 9, 10, 11);
create index tasks_by_status_priority on ledger.tasks (namespace, status, priority, id) where status in (1, 2, 3, 8, 9, 10, 11);
create index tasks_late on ledger.tasks (updated_at, id) where updated_at - created_at > interval '1 minute';
--rollback drop index ledger.tasks_by_status_change; drop index ledger.tasks_by_status_priority; drop index ledger.tasks_late;

--changeset ledger:30-message-purges splitStatements:false
-- minion.ledger.v1.PurgeKind has a third: messages between agents.
alter table ledger.purges drop constraint purges_kind_check, add constraint purges_kind_check check (kind between 1 and 3);
--rollback delete from ledger.purges where kind = 3; alter table ledger.purges drop constraint purges_kind_check, add constraint purges_kind_check check (kind between 1 and 2);

--changeset ledger:31-waiting-parents splitStatements:false
-- Parents whose handler is done (status blocked, nothing unmet, children_policy with 4) until no child of theirs is open; with a child that was
-- open when somebody last looked. See dev.minion.ledger.transition.WaitingParents.
create table ledger.waiting_parents (
    task_id uuid primary key,
    open_child uuid
);
--rollback update ledger.tasks t set status = 7, completed_at = now(), version = t.version + 1, updated_at = now() from ledger.waiting_parents w where t.id = w.task_id and t.status = 3 and t.unmet = 0;
--rollback insert into ledger.unsettled (task_id) select t.id from ledger.tasks t join ledger.waiting_parents w on w.task_id = t.id where t.status = 7 on conflict do nothing;
--rollback update ledger.tasks set children_policy = nullif(children_policy & 3, 0) where children_policy >= 4;
--rollback drop table ledger.waiting_parents;

--changeset ledger:34-demands splitStatements:false
-- minion.tasks.v1.Demands: what a task asks of scheduling, which is the coordinator's business alone; null where it asks for nothing.
alter table ledger.tasks add column demands bytea;
--rollback alter table ledger.tasks drop column demands;

--changeset ledger:35-queues splitStatements:false
-- The number of the task's queue (dev.minion.contracts.Queues); 0 where it has no key and the default namespace. The index of the ready tasks leads
-- from queue to queue, so that a million of one stands in nobody's way. It costs a task what the index before it did: eight bytes more.
alter table ledger.tasks add column queue integer not null default 0;
create index tasks_ready_queues on ledger.tasks (partition, queue, priority desc, id) where status = 4;
drop index ledger.tasks_ready;
--rollback create index tasks_ready on ledger.tasks (partition, priority desc, id) where status = 4; drop index ledger.tasks_ready_queues; alter table ledger.tasks drop column queue;

--changeset ledger:36-rates splitStatements:false
-- How many tasks of a key with a rate have begun in the last stretches of time (dev.minion.ledger.state.RateWindow). Only such tasks write here.
create table ledger.flow_rates (
    namespace text not null,
    key text not null,
    per_ms bigint not null,
    -- The number of the stretch that counts[1] is of, in stretches since 1970.
    latest bigint not null,
    counts integer[] not null,
    -- From then on the row says nothing.
    expires_at timestamptz not null,
    primary key (namespace, key)
);
create index flow_rates_expiry on ledger.flow_rates (expires_at);
--rollback drop table ledger.flow_rates;

--changeset ledger:37-details splitStatements:false
-- True where an attempt has recorded data with its progress, which the next one is given; null where none did, so that such a task pays nothing for it.
alter table ledger.tasks add column has_details boolean;
--rollback alter table ledger.tasks drop column has_details;

--changeset ledger:38-dead-letters splitStatements:false
-- The attempt in which the task died when somebody discarded it; where it has another attempt by now, that counts no more.
alter table ledger.tasks add column discarded_attempt integer;
--rollback alter table ledger.tasks drop column discarded_attempt;

--changeset ledger:39-bulk-jobs splitStatements:false
-- One row for each job, with the place where it goes on; see dev.minion.ledger.bulk.
create table ledger.bulk_jobs (
    id uuid primary key,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    -- When its next page is due.
    next_at timestamptz not null default now(),
    matched bigint not null default 0,
    done bigint not null default 0,
    expected bigint not null default 0,
    expected_is_least boolean not null default false,
    -- One task at a time up to so many: a page was refused for something in it.
    narrow integer not null default 0,
    rate integer not null check (rate > 0),
    -- minion.ledger.v1.BulkAction
    action smallint not null check (action between 1 and 6),
    priority smallint check (priority between 1 and 10),
    dry_run boolean not null,
    cancelled boolean not null default false,
    namespace text not null,
    idempotency_key text,
    -- Behind it the next page begins; empty at first.
    cursor text not null default '',
    reason text,
    error text,
    -- minion.ledger.v1.StartBulkJobRequest as it came
    request bytea not null,
    -- minion.ledger.v1.ListTasksRequest: which tasks
    filter bytea not null
);
create unique index bulk_jobs_key on ledger.bulk_jobs (namespace, idempotency_key) where idempotency_key is not null;
create index bulk_jobs_list on ledger.bulk_jobs (namespace, id);
create index bulk_jobs_due on ledger.bulk_jobs (next_at) where finished_at is null;
create table ledger.bulk_job_refusals (
    job_id uuid not null references ledger.bulk_jobs (id) on delete cascade,
    tasks bigint not null,
    code text not null,
    detail text not null,
    sample uuid[] not null,
    primary key (job_id, code)
);
--rollback drop table ledger.bulk_job_refusals; drop table ledger.bulk_jobs;

--changeset ledger:40-pauses splitStatements:false
-- What is paused beyond single tasks (dev.minion.ledger.pause). A pause ends by itself at until_at, whether ended_at says so yet or not. Where the scope
-- has no type, key or namespace, that is empty.
create table ledger.pauses (
    id uuid primary key,
    began_at timestamptz not null default now(),
    until_at timestamptz,
    ended_at timestamptz,
    rule_id uuid,
    -- minion.ledger.v1.PauseScope
    scope smallint not null check (scope between 1 and 4),
    namespace text not null,
    type text not null,
    key text not null,
    reason text not null,
    created_by text not null
);
create unique index pauses_in_force on ledger.pauses (scope, namespace, type, key) where ended_at is null;
create index pauses_by_target on ledger.pauses (scope, namespace, type, key, ended_at);
create index pauses_ended on ledger.pauses (ended_at) where ended_at is not null;
create table ledger.pause_rules (
    id uuid primary key,
    created_at timestamptz not null default now(),
    window_ms bigint not null check (window_ms > 0),
    -- 0 where somebody has to end the pause.
    pause_ms bigint not null check (pause_ms >= 0),
    error_rate double precision not null check (error_rate > 0 and error_rate <= 1),
    min_attempts integer not null check (min_attempts > 0),
    -- minion.ledger.v1.PauseScope; without a type, key or namespace it holds for each by itself.
    scope smallint not null check (scope between 1 and 4),
    namespace text not null,
    type text not null,
    key text not null
);
create unique index pause_rules_target on ledger.pause_rules (scope, namespace, type, key);
--rollback drop table ledger.pause_rules; drop table ledger.pauses;

--changeset ledger:41-bulk-pause splitStatements:false
-- One action more. Tasks that somebody pauses by hand need no column: their run_after is before 1970 (dev.minion.ledger.state.RunAfter).
alter table ledger.bulk_jobs drop constraint bulk_jobs_action_check, add constraint bulk_jobs_action_check check (action between 1 and 7);
--rollback delete from ledger.bulk_jobs where action > 6;
--rollback alter table ledger.bulk_jobs drop constraint bulk_jobs_action_check, add constraint bulk_jobs_action_check check (action between 1 and 6);
--rollback update ledger.tasks set run_after = null, version = version + 1 where status in (2, 3, 6) and run_after < 'epoch';

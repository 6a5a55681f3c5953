package dev.minion.ledger.retention;

import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.transition.CountDeltas;

/** The statements by which one kind of purge looks, takes and removes. */
enum PurgeScope {
    /** Whole tasks: what ended before the time. */
    TASKS(
            PurgeKind.PURGE_TASKS,
            """
            select t.id, case when %1$s then %2$s + coalesce((
              select sum(%3$s) from ledger.task_progress p where p.task_id = t.id), 0)
              + case when 41 in (octet_length(t.input), octet_length(t.output)) then coalesce((
                select sum(p.size)::bigint
                from ledger.payload_references r cross join lateral (
                  select size from ledger.payloads where hash = r.hash offset 0) p
                where r.task_id = t.id), 0) else 0 end end
            from ledger.tasks t where t.id > $1 and t.id < $2 order by t.id limit $4
            """,
            """
            select t.id, t.status, t.type,
              (select count(*) from ledger.task_progress p where p.task_id = t.id),
              %2$s + coalesce((
                select sum(%3$s) from ledger.task_progress p where p.task_id = t.id), 0),
              case when $2 then jsonb_build_object(
                'id', t.id, 'task', to_jsonb(t),
                'dependencies', (select coalesce(jsonb_agg(to_jsonb(d) order by d.position), '[]')
                  from ledger.task_dependencies d where d.task_id = t.id),
                'history', (select coalesce(jsonb_agg(to_jsonb(h) order by h.sequence), '[]')
                  from ledger.task_history h where h.task_id = t.id),
                'progress', (select coalesce(jsonb_agg(to_jsonb(p) order by p.sequence), '[]')
                  from ledger.task_progress p where p.task_id = t.id))::text end
            from ledger.tasks t where t.id = any($1::uuid[]) and %1$s order by t.id
            """,
            """
            with gone as (
              delete from ledger.tasks t where t.id = any($1::uuid[]) and t.status >= 7
                and coalesce(t.completed_at, t.updated_at) < $2
              returning t.id, t.namespace, t.type, t.status, t.idempotency_key),
            counted as (
            """
                    + CountDeltas.removed("gone")
                    + """
            ),
            unreferred as (
            """
                    + PayloadReferences.removed("$1::uuid[]")
                    + """
            ),
            edges as (
              delete from ledger.task_dependencies d where d.task_id = any($1::uuid[])),
            keys as (
              delete from ledger.task_keys k using gone g
              where k.namespace = g.namespace and k.key = g.idempotency_key and k.task_id = g.id
                and k.expires_at < now())
            select count(*) from gone
            """),

    /** Progress records alone: what was recorded before the time, of tasks that have ended. */
    PROGRESS(
            PurgeKind.PURGE_PROGRESS,
            """
            select t.id, case when t.status >= 7 then (
              select sum(%3$s) from ledger.task_progress p
              where p.task_id = t.id and p.at < $3) end
            from ledger.tasks t where t.id > $1 and t.id < $2 order by t.id limit $4
            """,
            """
            select t.id, t.status, t.type, p.records, p.bytes, p.line
            from ledger.tasks t, lateral (
              select count(*) as records, sum(%3$s) as bytes,
                case when $2 then jsonb_build_object('id', t.id,
                  'progress', jsonb_agg(to_jsonb(p) order by p.sequence))::text end as line
              from ledger.task_progress p where p.task_id = t.id and p.at < $3) p
            where t.id = any($1::uuid[]) and t.status >= 7 and p.records > 0 order by t.id
            """,
            """
            with gone as (
              delete from ledger.task_progress p where p.task_id = any($1::uuid[]) and p.at < $2
              returning p.task_id)
            select count(*) from gone
            """),

    /**
     * Messages whose last delivery ended before the time. One that has an idempotency key stays a
     * day in any case: so long the key is promised. One that a conversation is named by goes as the
     * last of it, and the conversation with it; the position of any other conversation is kept, so
     * that it goes on where it was. What was judged with its row in hand stays so: an ended
     * delivery never changes.
     */
    MESSAGES(
            PurgeKind.PURGE_MESSAGES,
            """
            select m.id, case when %1$s then %2$s end
            from ledger.messages m where m.id > $1 and m.id < $2 order by m.id limit $4
            """
                    .formatted(MessageSql.ENDED, MessageSql.BYTES),
            """
            select m.id, 0::smallint, (array['agent', 'role', 'capability'])[m.recipient_kind],
              m.recipients::bigint, %2$s, case when $2 then null::text end
            from ledger.messages m where m.id = any($1::uuid[]) and %1$s order by m.id
            """
                    .formatted(MessageSql.ENDED, MessageSql.BYTES),
            """
            with gone as (
              delete from ledger.messages m
              where m.id = any($1::uuid[]) and $2::timestamptz is not null
              returning m.id, m.namespace, m.conversation),
            """
                    + MessageSql.CONVERSATIONS
                    + """
            select count(*) from gone
            """);

    /** A message may have thousands of deliveries, each of which is looked at. */
    private static final int MESSAGES_AT_ONCE = 200;

    private static final String ENDED =
            "t.status >= 7 and coalesce(t.completed_at, t.updated_at) < $3";

    /** Estimates of what a row takes. octet_length does not fetch what is stored apart. */
    static final String TASK_BYTES =
            """
            (300 + coalesce(octet_length(t.input), 0) + coalesce(octet_length(t.output), 0)
              + coalesce(octet_length(t.metadata), 0) + coalesce(octet_length(t.description), 0)
              + coalesce(octet_length(t.error_message), 0))\
            """;

    private static final String PROGRESS_BYTES =
            """
            (60 + coalesce(octet_length(p.message), 0) + coalesce(octet_length(p.data), 0))\
            """;

    private static final String LOCK_TASKS =
            """
            select t.id from ledger.tasks t where t.id = any($1::uuid[]) and t.status >= 7
            order by t.id for update skip locked
            """;

    /**
     * Which of some tasks are the parent or a dependency of an open one. Each lookup can only be
     * made by its key: the planner, left free, reads a table from end to end through its primary
     * key while it has no statistics.
     */
    static final String NEEDED =
            """
            select c.id from unnest($1::uuid[]) c(id)
            cross join lateral (
              (select 1 from ledger.tasks t where t.parent_id = c.id and t.status < 7 limit 1)
              union all
              (select 1 from ledger.task_dependencies d
                cross join lateral (
                  select 1 from ledger.tasks t where t.id = d.task_id and t.status < 7 offset 0) t
                where d.depends_on = c.id limit 1)
              limit 1) open
            """;

    private final PurgeKind kind;
    private final String scan;
    private final String take;
    private final String remove;

    PurgeScope(PurgeKind kind, String scan, String take, String remove) {
        this.kind = kind;
        this.scan = scan;
        this.take = take;
        this.remove = remove;
    }

    /** The scope of a kind of purge. */
    static PurgeScope of(PurgeKind kind) {
        return switch (kind) {
            case PURGE_PROGRESS -> PROGRESS;
            case PURGE_MESSAGES -> MESSAGES;
            default -> TASKS;
        };
    }

    PurgeKind kind() {
        return kind;
    }

    /**
     * A page: id and bytes of the tasks after $1 and below $2, at most $4; no bytes for one that
     * stays, being younger than $3.
     */
    String scan() {
        return scan.formatted(ENDED, TASK_BYTES, PROGRESS_BYTES);
    }

    /** Of tasks $1 what goes, being older than $3, with its line of the archive where $2. */
    String take() {
        return take.formatted(ENDED, TASK_BYTES, PROGRESS_BYTES);
    }

    /** For nobody to wait for: what another holds stays this time. */
    String lock() {
        return this == MESSAGES ? MessageSql.LOCK : LOCK_TASKS;
    }

    /** How many one transaction looks at, of as many as it may. */
    int atOnce(int most) {
        return this == MESSAGES ? Math.min(most, MESSAGES_AT_ONCE) : most;
    }

    /** Removes what was taken of tasks $1, being older than $2; tells how many rows that were. */
    String remove() {
        return remove;
    }

    /** Whether open tasks may need what goes. */
    boolean mayBeNeeded() {
        return this == TASKS;
    }
}

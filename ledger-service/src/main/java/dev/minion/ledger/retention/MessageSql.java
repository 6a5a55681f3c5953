package dev.minion.ledger.retention;

/** What the statements by which messages are purged are made of. */
final class MessageSql {

    private MessageSql() {}

    /**
     * Whether message m goes that ended before $3. Sums instead of "exists": those are looked up by
     * key for each message, whatever the planner believes of the tables.
     */
    static final String ENDED =
            """
            ((select bool_and(d.status >= 3 and d.ended_at < $3)
                from ledger.message_deliveries d where d.message_id = m.id)
              and (m.idempotency_key is null or m.created_at < now() - interval '1 day')
              and (m.conversation <> m.id::text or m.sequence = (
                select max(o.sequence) from ledger.messages o
                where o.namespace = m.namespace and o.conversation = m.conversation)))\
            """;

    /** An estimate. octet_length does not fetch what is stored apart. */
    static final String BYTES =
            """
            (250 + octet_length(m.body) + 120 * m.recipients)::bigint\
            """;

    static final String LOCK =
            """
            select m.id from ledger.messages m where m.id = any($1::uuid[])
            order by m.id for update skip locked
            """;

    /**
     * The conversations that messages gone have named. A sender who has taken a position meanwhile
     * holds the row, and has changed it when it is free: then the positions differ and it stays.
     */
    static final String CONVERSATIONS =
            """
            conversations as (
              delete from ledger.conversations c using gone g
              cross join lateral (
                select x.last_position from ledger.conversations x
                where x.namespace = g.namespace and x.name = g.conversation offset 0) x
              where g.conversation = g.id::text
                and c.namespace = g.namespace and c.name = g.conversation
                and c.last_position = x.last_position
                and (select max(o.sequence) from ledger.messages o
                  where o.namespace = g.namespace and o.conversation = g.conversation
                    and o.id <> g.id) is null)
            """;
}

package dev.minion.ledger.retention;

import dev.minion.contracts.ledger.GroupSize;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.TableSize;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * How much room the ledger takes. The tables' sizes come from Postgres' books; for the share of
 * each namespace and type, so many blocks of tasks are read and no more, drawn at random where the
 * table has more: a report must not cost what a scan of twenty million rows does.
 */
@ApplicationScoped
public class SizeReader {

    private static final int SAMPLED_BLOCKS = 5_000;

    private static final String TABLES =
            """
            select coalesce(p.relname, c.relname), sum(greatest(c.reltuples, 0))::bigint,
              sum(pg_total_relation_size(c.oid))::bigint
            from pg_class c left join pg_inherits i on i.inhrelid = c.oid
            left join pg_class p on p.oid = i.inhparent
            where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r'
            group by 1 order by 3 desc, 1
            """;

    private static final String BLOCKS =
            """
            select coalesce(sum(pg_relation_size(i.inhrelid)), 0)::bigint
              / current_setting('block_size')::bigint
            from pg_inherits i where i.inhparent = 'ledger.tasks'::regclass
            """;

    static final String GROUPS =
            """
            select t.namespace, t.type, count(*), sum(%s)::bigint
            from ledger.tasks t tablesample system ($1)
            group by t.namespace, t.type order by 4 desc, 1, 2 limit 1000
            """
                    .formatted(PurgeScope.TASK_BYTES);

    private final Pool pool;

    SizeReader(Pool pool) {
        this.pool = pool;
    }

    /** By table, and by namespace and type. */
    public Future<Sizes> read() {
        Sizes.Builder sizes = Sizes.newBuilder();
        return pool.query(TABLES)
                .execute()
                .compose(
                        rows -> {
                            rows.forEach(
                                    row ->
                                            sizes.addTables(
                                                    TableSize.newBuilder()
                                                            .setName(row.getString(0))
                                                            .setRows(row.getLong(1))
                                                            .setBytes(row.getLong(2))));
                            return pool.query(BLOCKS).execute();
                        })
                .compose(rows -> groups(sizes, rows.iterator().next().getLong(0)))
                .map(done -> sizes.build());
    }

    private Future<Void> groups(Sizes.Builder sizes, long blocks) {
        double share = Math.min(1, (double) SAMPLED_BLOCKS / Math.max(1, blocks));
        return pool.preparedQuery(GROUPS)
                .execute(Tuple.tuple().addFloat((float) (100 * share)))
                .map(
                        rows -> {
                            sizes.setSampled(share);
                            rows.forEach(
                                    row ->
                                            sizes.addGroups(
                                                    GroupSize.newBuilder()
                                                            .setNamespace(row.getString(0))
                                                            .setType(row.getString(1))
                                                            .setTasks(whole(row.getLong(2), share))
                                                            .setBytes(
                                                                    whole(row.getLong(3), share))));
                            return null;
                        });
    }

    private static long whole(long sampled, double share) {
        return Math.round(sampled / share);
    }
}

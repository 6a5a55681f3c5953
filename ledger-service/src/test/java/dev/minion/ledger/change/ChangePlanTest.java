package dev.minion.ledger.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a page costs does not depend on how much was logged, nor on where it begins. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ChangePlanTest extends ChangesTest {

    private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    /** For each change of a page: down the primary key of tasks, and the row. */
    private static final int BUFFERS_A_CHANGE = 5;

    private static final int BESIDES = 300;

    @Inject Pool pool;

    @Test
    void aPageFromAnyPointReadsABoundedNumberOfBuffers() throws Exception {
        execute(
                """
                create table filling as select uuidv7() as id, i / 500 as batch
                from generate_series(0, 219999) i;
                insert into ledger.tasks (id, created_at, started_at, completed_at, epoch, attempt,
                  partition, priority, status, namespace, type, name, assigned_to)
                select id, now(), now(), now(), 1, 1, 1, 5, 7, '%s', 't', 'n', 'w' from filling;
                insert into ledger.task_changes (status, tasks)
                select 4, array_agg(id) from filling group by batch order by batch;
                insert into ledger.task_changes (was, status, tasks)
                select 4, 7, array_agg(id) from filling group by batch order by batch;
                insert into ledger.task_changes (was, status, tasks)
                select 4, 7, array[id] from filling where batch < 100;
                drop table filling
                """
                        .formatted(namespace));
        execute("vacuum analyze ledger.tasks, ledger.task_changes");
        long first = Long.parseLong(query("select min(sequence) from ledger.task_changes"));
        long last = Long.parseLong(query("select max(sequence) from ledger.task_changes"));

        for (int limit : List.of(50, 1_000)) {
            for (long from : List.of(first, first + 333, first + 700, last - 5_000, last - 100)) {
                assertThat(buffers(from, last, limit))
                        .as("from %d of %d to %d, %d", from, first, last, limit)
                        .isLessThan(BUFFERS_A_CHANGE * limit + BESIDES);
            }
        }
        assertThat(buffers(last + 1, last, 1_000)).isLessThan(20);
        execute("delete from ledger.tasks where namespace = '%s'".formatted(namespace));
    }

    /** As the ledger asks it, with 250 changes of the first row given before. */
    private int buffers(long from, long last, int limit) {
        List<String> plan = new ArrayList<>();
        now(pool.preparedQuery("explain (analyze, buffers) " + ChangeRows.READ)
                        .execute(Tuple.of(from, last, 250L, limit, "").addArrayOfString(null)))
                .forEach(row -> plan.add(row.getString(0)));
        String text = String.join("\n", plan);
        assertThat(text).doesNotContain("Seq Scan on tasks");
        Matcher total = BUFFERS.matcher(text);
        assertThat(total.find()).as(text).isTrue();
        String read = total.group(2);
        return Integer.parseInt(total.group(1)) + (read == null ? 0 : Integer.parseInt(read));
    }
}

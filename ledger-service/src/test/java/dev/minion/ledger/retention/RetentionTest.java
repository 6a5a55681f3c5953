package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of retention share: tasks of long ago, and purges that are stepped by hand. */
abstract class RetentionTest extends LedgerTest {

    static final Duration MONTH = Duration.ofDays(30);

    @Inject Transactions transactions;
    @Inject PurgeJobs jobs;
    @Inject Vertx vertx;
    @Inject InstantSource clock;
    @Inject Purges purges;
    @Inject TaskCache cache;
    @Inject PurgeMeter meter;

    @TempDir Path directory;

    private Ids oldIds = Ids.random(InstantSource.system());

    @BeforeEach
    void nothingOld() throws SQLException {
        execute("delete from ledger.purges");
        execute("delete from ledger.task_dependencies");
        execute("delete from ledger.tasks where created_at < now() - interval '30 days'");
        Instant past = clock.instant().minus(Duration.ofDays(100));
        oldIds = new Ids(() -> past, () -> ThreadLocalRandom.current().nextLong());
    }

    /** A task that was created a hundred days ago. */
    NewTask.Builder oldTask(String name) {
        return task(name).setId(Ids.toBytes(oldIds.next()));
    }

    /** Creates tasks and lets them have ended ninety days ago. */
    void createEnded(NewTask.Builder... tasks) throws SQLException {
        var _ = create(tasks);
        for (NewTask.Builder task : tasks) {
            end(task, 7, 90);
        }
    }

    void end(NewTask.Builder task, int status, int daysAgo) throws SQLException {
        set(
                task,
                "status = %d, due_at = null, completed_at = now() - interval '%d days'"
                        .formatted(status, daysAgo));
    }

    void set(NewTask.Builder task, String assignments) throws SQLException {
        execute("update ledger.tasks set %s where id = '%s'".formatted(assignments, text(task)));
    }

    void progress(NewTask.Builder task, int percent, int daysAgo) throws SQLException {
        execute(
                """
                insert into ledger.task_progress (task_id, at, attempt, percent, message, data)
                values ('%s', now() - interval '%d days', 1, %d, 'at "%d" %%', '\\x00ff')
                """
                        .formatted(text(task), daysAgo, percent, percent));
    }

    boolean exists(NewTask.Builder task) throws SQLException {
        return !query("select id from ledger.tasks where id = '" + text(task) + "'").isEmpty();
    }

    /** Everything that the ledger has of a task, as Postgres writes it. */
    String everything(NewTask.Builder task) throws SQLException {
        return query(
                """
                select t::text
                  || (select coalesce(string_agg(d::text, ';' order by d.position), '-')
                      from ledger.task_dependencies d where d.task_id = t.id)
                  || (select coalesce(string_agg(p::text, ';' order by p.sequence), '-')
                      from ledger.task_progress p where p.task_id = t.id)
                  || (select coalesce(string_agg(h::text, ';' order by h.sequence), '-')
                      from ledger.task_history h where h.task_id = t.id)
                from ledger.tasks t where t.id = '%s'
                """
                        .formatted(text(task)));
    }

    Archive archive() {
        return archive(new DirectoryArchive(directory));
    }

    Archive archive(ArchiveStore store) {
        return new Archive(vertx, Optional.of(store));
    }

    Purger purger(Archive archive) {
        return purger(archive, Settings.PLAIN, clock);
    }

    Purger purger(Archive archive, RetentionConfig config, InstantSource time) {
        return new Purger(transactions, jobs, archive, config, ids, cache, meter, time);
    }

    ByteString start(PurgeKind kind, boolean dryRun) {
        ByteString id = Ids.toBytes(ids.next());
        var started =
                now(
                        purges.start(
                                StartPurgeRequest.newBuilder()
                                        .setId(id)
                                        .setKind(kind)
                                        .setOlderThanMs(MONTH.toMillis())
                                        .setDryRun(dryRun)
                                        .build()));
        assertThat(started.hasPurge()).isTrue();
        return id;
    }

    Purge purge(ByteString id) {
        return now(purges.get(GetPurgeRequest.newBuilder().setId(id).build())).getPurge();
    }

    /** Steps until there is nothing to do. */
    static int toTheEnd(Purger purger) {
        int steps = 0;
        while (now(purger.step())) {
            steps++;
        }
        return steps;
    }

    Purge purged(PurgeKind kind, boolean dryRun) {
        ByteString id = start(kind, dryRun);
        toTheEnd(purger(archive()));
        return purge(id);
    }

    List<ArchiveName> files() throws java.io.IOException {
        return new DirectoryArchive(directory).list();
    }

    static <T> T now(Future<T> work) {
        CompletableFuture<T> done = work.toCompletionStage().toCompletableFuture();
        assertThat(done).succeedsWithin(SOON);
        return done.resultNow();
    }
}

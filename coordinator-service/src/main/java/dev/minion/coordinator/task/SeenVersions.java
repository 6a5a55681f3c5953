package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.tasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which versions of tasks were shown lately, so that no replica of a caching ledger is asked for
 * less: a task that was shown never goes back. For many threads.
 *
 * <p>What was shown is remembered for at least twice as long as a ledger keeps a task; by then no
 * cache has an older one. Two halves take turns: where a half is full before its time, the other is
 * forgotten too early, and until that would have been time a task that is not remembered is asked
 * for as the database has it. So it is after a start, too, for one that went before may have shown
 * anything.
 */
@ApplicationScoped
class SeenVersions {

    /** Until an answer tells. */
    private static final Duration SUPPOSED_TTL = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final int half;
    private volatile Map<ByteString, Long> young = new ConcurrentHashMap<>();
    private volatile Map<ByteString, Long> old = new ConcurrentHashMap<>();
    private volatile long ttlMillis = SUPPOSED_TTL.toMillis();
    private volatile long youngSince;
    private volatile long forgotUntil;

    @Inject
    SeenVersions(InstantSource clock, ReadSettings settings) {
        this(clock, settings.seenTasks());
    }

    SeenVersions(InstantSource clock, int tasks) {
        this.clock = clock;
        this.half = Math.max(1, tasks / 2);
        this.youngSince = clock.millis();
        this.forgotUntil = youngSince + lifetime();
    }

    /** What the ledger must be asked for at least. */
    long floor(ByteString id) {
        if (ttlMillis == 0) {
            return TaskVersion.ANY;
        }
        long seen = seen(id);
        return seen == TaskVersion.ANY && clock.millis() < forgotUntil ? TaskVersion.NEWEST : seen;
    }

    private long seen(ByteString id) {
        return Math.max(
                young.getOrDefault(id, TaskVersion.ANY), old.getOrDefault(id, TaskVersion.ANY));
    }

    /** A task that is about to be shown. */
    void shown(Task task) {
        remember(task.getId(), task.getVersion());
    }

    /** A task is gone that may be in a cache. */
    void gone(ByteString id) {
        remember(id, TaskVersion.NEWEST);
    }

    /** No task was found: that matters where there was one. */
    void missed(ByteString id) {
        if (ttlMillis > 0 && seen(id) != TaskVersion.ANY) {
            gone(id);
        }
    }

    /**
     * How long the ledger keeps what it reads.
     *
     * @param millis 0 where it keeps nothing: then nothing has to be remembered
     */
    void ledgerKeeps(long millis) {
        long before = ttlMillis;
        if (millis == before) {
            return;
        }
        ttlMillis = millis;
        if (before == 0) {
            forgotUntil = clock.millis() + lifetime();
        }
    }

    private void remember(ByteString id, long version) {
        if (ttlMillis == 0) {
            return;
        }
        long now = clock.millis();
        if (young.size() >= half || now - youngSince >= lifetime()) {
            turn(now);
        }
        young.merge(id, version, Math::max);
    }

    private synchronized void turn(long now) {
        boolean due = now - youngSince >= lifetime();
        if (!due && young.size() < half) {
            return; // another thread has
        }
        if (!due && !old.isEmpty()) {
            forgotUntil = Math.max(forgotUntil, youngSince + lifetime());
        }
        old = young;
        young = new ConcurrentHashMap<>();
        youngSince = now;
    }

    private long lifetime() {
        return 2 * ttlMillis;
    }
}

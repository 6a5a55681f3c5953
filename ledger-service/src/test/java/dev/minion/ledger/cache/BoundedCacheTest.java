package dev.minion.ledger.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.tasks.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

    private static final int BYTES = 1 << 20;

    private record Settings(Duration cacheTtl) implements BackendConfig {

        @Override
        public LedgerType type() {
            return LedgerType.HYBRID;
        }

        @Override
        public MemorySize cacheSize() {
            return new MemorySize(BigInteger.valueOf(BYTES));
        }
    }

    private final Ids ids = Ids.random(InstantSource.system());
    private final UUID id = ids.next();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedCache cache =
            new BoundedCache(new Settings(Duration.ofMinutes(1)), meters);

    @BeforeEach
    void hear() {
        cache.hear();
    }

    private Task task(UUID id, long version) {
        return Task.newBuilder()
                .setId(Ids.toBytes(id))
                .setNamespace("a")
                .setVersion(version)
                .build();
    }

    private void read(TaskCache into, UUID id, long version) {
        into.put(into.reading(List.of(id)), List.of(task(id, version)));
    }

    private long version(TaskCache of, UUID id) {
        return Optional.ofNullable(of.find("a", id, TaskVersion.ANY))
                .map(Task::getVersion)
                .orElse(0L);
    }

    @Test
    void whatWasReadIsAtHandInItsNamespace() {
        read(cache, id, 3);

        assertThat(version(cache, id)).isEqualTo(3);
        assertThat(cache.find("b", id, TaskVersion.ANY)).isNull();
    }

    @Test
    void aChangeMakesWhatIsOlderForgotten() {
        read(cache, id, 3);

        cache.changed(id, 3);
        assertThat(version(cache, id)).isEqualTo(3);

        cache.changed(id, 4);
        assertThat(version(cache, id)).isZero();
    }

    @Test
    void aReadingThatAChangeOvertookIsNotKept() {
        Reading before = cache.reading(List.of(id));
        cache.changed(id, 4);

        cache.put(before, List.of(task(id, 3)));

        assertThat(version(cache, id)).isZero();
    }

    @Test
    void aTaskThatWentWhileItWasReadDoesNotComeBack() {
        Reading before = cache.reading(List.of(id));
        cache.changed(id, TaskVersion.NEWEST);

        cache.put(before, List.of(task(id, 3)));

        assertThat(version(cache, id)).isZero();
    }

    @Test
    void aSlowReadingDoesNotReplaceWhatIsNewer() {
        Reading slow = cache.reading(List.of(id));
        read(cache, id, 5);

        cache.put(slow, List.of(task(id, 4)));

        assertThat(version(cache, id)).isNotEqualTo(4);
    }

    @Test
    void whoHasSeenALaterVersionIsNotGivenTheEarlierOne() {
        read(cache, id, 3);

        assertThat(cache.find("a", id, 4)).isNull();
        assertThat(cache.find("a", id, 3)).isNotNull();
        assertThat(meters.counter(TelemetryKeys.CACHE_STALE).count()).isEqualTo(1);
    }

    @Test
    void nothingIsKeptBeforeChangesAreHeardAndAllIsForgottenWhenTheyWereNot() {
        BoundedCache deaf = new BoundedCache(new Settings(Duration.ofMinutes(1)), meters);
        read(deaf, id, 3);
        assertThat(version(deaf, id)).isZero();

        deaf.hear();
        Reading before = deaf.reading(List.of(id));
        read(deaf, id, 3);
        assertThat(version(deaf, id)).isEqualTo(3);

        deaf.hear();
        deaf.put(before, List.of(task(id, 3)));
        assertThat(version(deaf, id)).isZero();
    }

    @Test
    void itIsBoundedInBytes() {
        for (int i = 0; i < 10_000; i++) {
            read(cache, ids.next(), 1);
        }

        assertThat(cache.bytes()).isPositive().isLessThanOrEqualTo(BYTES);
        assertThat(meters.counter(TelemetryKeys.CACHE_EVICTIONS).count()).isGreaterThan(5_000);
    }

    @Test
    void itForgetsAfterItsTime() {
        BoundedCache brief = new BoundedCache(new Settings(Duration.ofMillis(50)), meters);
        brief.hear();
        read(brief, id, 3);

        await().atMost(Duration.ofSeconds(5)).until(() -> version(brief, id) == 0);
    }

    /** One writer, readers that race with it: what a reader sees after a change is not older. */
    @Test
    void noReaderSeesWhatWasOldBeforeItAsked() throws Exception {
        AtomicLong committed = new AtomicLong(1);
        AtomicLong announced = new AtomicLong(1);
        int changes = 200_000;
        Callable<Long> reader =
                () -> {
                    long seen = 0;
                    while (committed.get() < changes) {
                        long known = announced.get();
                        Reading reading = cache.reading(List.of(id));
                        long at = version(cache, id);
                        if (at == 0) {
                            cache.put(reading, List.of(task(id, committed.get())));
                        } else {
                            assertThat(at).isGreaterThanOrEqualTo(known);
                            seen++;
                        }
                    }
                    return seen;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Long>> readers = List.of(threads.submit(reader), threads.submit(reader));
            for (long version = 2; version <= changes; version++) {
                committed.set(version);
                cache.changed(id, version);
                announced.set(version);
            }
            long hits = 0;
            for (Future<Long> each : readers) {
                hits += each.get(60, TimeUnit.SECONDS);
            }
            assertThat(hits).isPositive();
        }
    }
}

package dev.minion.coordinator.dedup;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.dedup.AbortKeysRequest;
import dev.minion.contracts.dedup.BeginKeysRequest;
import dev.minion.contracts.dedup.BeginKeysResponse;
import dev.minion.contracts.dedup.CommitKeysRequest;
import dev.minion.contracts.dedup.CommittedKey;
import dev.minion.contracts.dedup.IdempotencyKey;
import dev.minion.contracts.dedup.KeyMark;
import dev.minion.coordinator.batch.NaturalBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What dedup knows of idempotency keys. Never fails: what cannot be asked is not known. */
@ApplicationScoped
public class KeyMarks {

    private static final KeyMark UNKNOWN = KeyMark.getDefaultInstance();
    private static final int MARKS_PER_CALL = 500;

    private final DedupCalls dedup;
    private final DedupSettings settings;
    private final Counter unavailable;
    private final NaturalBatch<CommittedKey> commits;
    private final NaturalBatch<AbortKeysRequest> aborts;

    KeyMarks(DedupCalls dedup, DedupSettings settings, MeterRegistry metrics) {
        this.dedup = dedup;
        this.settings = settings;
        this.unavailable = metrics.counter(TelemetryKeys.DEDUP_UNAVAILABLE);
        this.commits = new NaturalBatch<>(bounds(settings, MARKS_PER_CALL), this::sendCommits);
        this.aborts = new NaturalBatch<>(bounds(settings, 1), this::sendAbort);
    }

    /** Marks a key as pending for its owner; what was known of it, if anything. */
    public Uni<KeyMark> begin(String owner, IdempotencyKey key) {
        if (!settings.enabled()) {
            return Uni.createFrom().item(UNKNOWN);
        }
        return dedup.begin(BeginKeysRequest.newBuilder().setOwner(owner).addKeys(key).build())
                .map(KeyMarks::only)
                .onFailure()
                .invoke(() -> unavailable.increment())
                .onFailure()
                .recoverWithItem(UNKNOWN);
    }

    /** Tells dedup, some time soon, that the ledger has committed a key's task. */
    public void commit(CommittedKey key) {
        if (settings.enabled()) {
            var ignored = commits.offer(key, 1, 0);
        }
    }

    /** Tells dedup, some time soon, that nothing was stored under a key. */
    public void abort(String owner, IdempotencyKey key) {
        if (settings.enabled()) {
            var ignored =
                    aborts.offer(
                            AbortKeysRequest.newBuilder().setOwner(owner).addKeys(key).build(),
                            1,
                            0);
        }
    }

    private Uni<Void> sendCommits(List<CommittedKey> keys) {
        return dedup.commit(CommitKeysRequest.newBuilder().addAllKeys(keys).build())
                .replaceWithVoid();
    }

    private Uni<Void> sendAbort(List<AbortKeysRequest> request) {
        return dedup.abort(request.getFirst()).replaceWithVoid();
    }

    private static KeyMark only(BeginKeysResponse answer) {
        return answer.getMarksCount() == 1 ? answer.getMarks(0) : UNKNOWN;
    }

    private static NaturalBatch.Bounds bounds(DedupSettings settings, int perCall) {
        return new NaturalBatch.Bounds(
                1, perCall, Long.MAX_VALUE, settings.queuedMarks(), Long.MAX_VALUE);
    }
}

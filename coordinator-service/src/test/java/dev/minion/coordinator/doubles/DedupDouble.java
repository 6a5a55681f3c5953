package dev.minion.coordinator.doubles;

import dev.minion.contracts.dedup.AbortKeysRequest;
import dev.minion.contracts.dedup.AbortKeysResponse;
import dev.minion.contracts.dedup.BeginKeysRequest;
import dev.minion.contracts.dedup.BeginKeysResponse;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.ClaimResponse;
import dev.minion.contracts.dedup.CommitKeysRequest;
import dev.minion.contracts.dedup.CommitKeysResponse;
import dev.minion.contracts.dedup.CommittedKey;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.contracts.dedup.DedupStatistics;
import dev.minion.contracts.dedup.GetDedupStatisticsRequest;
import dev.minion.contracts.dedup.IdempotencyKey;
import dev.minion.contracts.dedup.KeyMark;
import dev.minion.contracts.dedup.KeyState;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Dedup's marks over a map; it can be away. */
@GrpcService
public class DedupDouble implements Dedup {

    private final Map<String, CommittedKey> committed = new ConcurrentHashMap<>();
    private final AtomicInteger shortcuts = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private volatile boolean away;

    /** Whether calls fail. */
    public void away(boolean now) {
        away = now;
    }

    /** How often it knew a key as committed. */
    public int shortcuts() {
        return shortcuts.get();
    }

    /** How many keys were taken back. */
    public int aborted() {
        return aborted.get();
    }

    /** Whether it was told of a key's task. */
    public boolean knows(String key) {
        return committed.containsKey("default\n" + key);
    }

    @Override
    public Uni<BeginKeysResponse> beginKeys(BeginKeysRequest request) {
        if (away) {
            return Uni.createFrom().failure(Status.UNAVAILABLE.asRuntimeException());
        }
        BeginKeysResponse.Builder answer = BeginKeysResponse.newBuilder();
        for (IdempotencyKey key : request.getKeysList()) {
            CommittedKey known = committed.get(key.getNamespace() + '\n' + key.getKey());
            KeyMark.Builder mark = KeyMark.newBuilder().setState(KeyState.FRESH);
            if (known != null) {
                shortcuts.incrementAndGet();
                mark.setState(KeyState.COMMITTED)
                        .setTaskId(known.getTaskId())
                        .setPayloadHash(known.getPayloadHash());
            }
            answer.addMarks(mark);
        }
        return Uni.createFrom().item(answer.build());
    }

    @Override
    public Uni<CommitKeysResponse> commitKeys(CommitKeysRequest request) {
        request.getKeysList()
                .forEach(key -> committed.put(key.getNamespace() + '\n' + key.getKey(), key));
        return Uni.createFrom().item(CommitKeysResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortKeysResponse> abortKeys(AbortKeysRequest request) {
        aborted.addAndGet(request.getKeysCount());
        return Uni.createFrom().item(AbortKeysResponse.getDefaultInstance());
    }

    @Override
    public Uni<ClaimResponse> claim(ClaimRequest request) {
        return Uni.createFrom().item(ClaimResponse.getDefaultInstance());
    }

    @Override
    public Uni<DedupStatistics> getStatistics(GetDedupStatisticsRequest request) {
        return Uni.createFrom().item(DedupStatistics.getDefaultInstance());
    }
}

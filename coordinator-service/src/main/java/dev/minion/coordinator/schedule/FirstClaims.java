package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims the first attempts of few tasks while the ledger commits them, so that their worker need
 * not (docs/decisions/0021). Nobody waits for the answer: until it is there, or where there is
 * none, the worker claims, and takes over what was claimed here.
 *
 * <p>What is claimed here is sent once: by a call whose worker then runs it without a claim, or
 * through the log, where the worker that reads it first takes the claim over. Safe for many
 * threads.
 */
final class FirstClaims {

    /** What is known of the claim of an attempt that is to be sent. */
    enum Standing {
        /** Nobody here has claimed it. */
        NONE,
        /** It was asked for, and may be held here. */
        ASKED,
        /** It is held here. */
        HELD
    }

    private static final Logger LOG = Logger.getLogger(FirstClaims.class);
    private static final int FIRST = 1;

    /** Claims that were not fetched yet; with more the workers claim. */
    private static final int MOST = 1_000;

    private static final long CLOSED_NANOS = Duration.ofSeconds(5).toNanos();

    /** Longer than a claim is kept at dedup: who fetches it later will not find it refused. */
    private static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    /** Half of what dedup keeps a claim for at least: after that the worker asks, too. */
    private static final long SURE_NANOS = Duration.ofSeconds(30).toNanos();

    private static final class Claim {
        private final int epoch;
        private final long askedNanos;
        private volatile boolean held;

        Claim(int epoch, long askedNanos) {
            this.epoch = epoch;
            this.askedNanos = askedNanos;
        }
    }

    private final ClaimLine line;
    private final String holder;
    private final LongSupplier nanos;
    private final Map<UUID, Claim> claims = new ConcurrentHashMap<>();
    private volatile int epoch;
    private volatile long closedUntilNanos;

    /**
     * Claims.
     *
     * @param holder in whose name
     * @param nanos the monotonic clock
     */
    FirstClaims(ClaimLine line, String holder, LongSupplier nanos) {
        this.line = line;
        this.holder = holder;
        this.nanos = nanos;
        this.closedUntilNanos = nanos.getAsLong();
    }

    /** Claims the first attempts of tasks that are about to be committed. */
    void ask(List<UUID> tasks) {
        int current = epoch;
        long now = nanos.getAsLong();
        if (current == 0 || now - closedUntilNanos < 0 || !hasRoom(tasks.size(), now)) {
            return;
        }
        List<Claim> asked = new ArrayList<>(tasks.size());
        List<AttemptClaim> request = new ArrayList<>(tasks.size());
        Fence fence = Fence.newBuilder().setEpoch(current).setAttempt(FIRST).build();
        for (UUID task : tasks) {
            Claim claim = new Claim(current, now);
            asked.add(claim);
            claims.put(task, claim);
            request.add(
                    AttemptClaim.newBuilder().setTaskId(Ids.toBytes(task)).setFence(fence).build());
        }
        var ignored =
                line.claim(holder, request)
                        .whenComplete((granted, failure) -> answered(asked, granted, failure));
    }

    private boolean hasRoom(int more, long now) {
        if (claims.size() + more <= MOST) {
            return true;
        }
        claims.values().removeIf(claim -> now - claim.askedNanos > KEPT_NANOS);
        return claims.size() + more <= MOST;
    }

    private void answered(
            List<Claim> asked, @Nullable List<Boolean> granted, @Nullable Throwable failure) {
        if (failure != null || granted == null || granted.size() != asked.size()) {
            closedUntilNanos = nanos.getAsLong() + CLOSED_NANOS;
            LOG.debugf("first attempts not claimed, workers will: %s", failure);
            return;
        }
        for (int i = 0; i < asked.size(); i++) {
            asked.get(i).held = granted.get(i);
        }
    }

    /** The ledger has issued these fences: what comes next will have their epoch. */
    void committed(List<ReadyTask> tasks) {
        if (!tasks.isEmpty()) {
            epoch = tasks.getLast().getFence().getEpoch();
        }
    }

    /** In whose name claims are made. */
    String holder() {
        return holder;
    }

    /** Fetches what is known of the claim of an attempt; after that it is forgotten here. */
    Standing fetch(UUID task, Fence fence) {
        Claim claim = claims.isEmpty() ? null : claims.remove(task);
        if (claim == null || fence.getAttempt() != FIRST || fence.getEpoch() != claim.epoch) {
            return Standing.NONE;
        }
        boolean sure = claim.held && nanos.getAsLong() - claim.askedNanos < SURE_NANOS;
        return sure ? Standing.HELD : Standing.ASKED;
    }
}

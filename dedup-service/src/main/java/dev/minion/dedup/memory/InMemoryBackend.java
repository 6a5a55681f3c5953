package dev.minion.dedup.memory;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps marks in bounded maps behind one lock; a batch takes it once. */
public final class InMemoryBackend implements DedupBackend {

    private sealed interface Known {}

    private record Pending(String owner) implements Known {}

    private record Done(Mark.Committed mark) implements Known {}

    private final ExpiringMap<KeyName, Known> marks;
    private final ExpiringMap<AttemptName, String> claims;
    private final Duration pendingTime;
    private final Duration claimTime;

    /**
     * An empty one.
     *
     * @param pendingTime how long a pending mark is kept
     * @param claimTime how long a claim is kept
     * @param bound of marks, and of claims
     */
    public InMemoryBackend(
            InstantSource clock, Duration pendingTime, Duration claimTime, int bound) {
        this.marks = new ExpiringMap<>(clock, bound);
        this.claims = new ExpiringMap<>(clock, bound);
        this.pendingTime = pendingTime;
        this.claimTime = claimTime;
    }

    @Override
    public Uni<List<Mark>> begin(String owner, List<KeyName> names) {
        return locked(() -> names.stream().map(name -> beginOne(owner, name)).toList());
    }

    private Mark beginOne(String owner, KeyName name) {
        return switch (marks.get(name)) {
            case null -> {
                marks.put(name, new Pending(owner), pendingTime);
                yield Mark.FRESH;
            }
            case Pending(String other) -> other.equals(owner) ? Mark.FRESH : Mark.IN_PROGRESS;
            case Done(Mark.Committed mark) -> mark;
        };
    }

    @Override
    public Uni<Void> commit(List<Commitment> commitments) {
        return locked(
                () -> {
                    commitments.forEach(
                            c -> marks.put(c.name(), new Done(c.mark()), c.timeToLive()));
                    return null;
                });
    }

    @Override
    public Uni<Void> abort(String owner, List<KeyName> names) {
        Pending own = new Pending(owner);
        return locked(
                () -> {
                    names.stream()
                            .filter(name -> own.equals(marks.get(name)))
                            .forEach(marks::remove);
                    return null;
                });
    }

    @Override
    public Uni<List<Boolean>> claim(String worker, String from, List<AttemptName> attempts) {
        return locked(
                () -> attempts.stream().map(attempt -> claimOne(worker, from, attempt)).toList());
    }

    private boolean claimOne(String worker, String from, AttemptName attempt) {
        String holder = claims.get(attempt);
        if (holder != null && !holder.equals(from)) {
            return holder.equals(worker);
        }
        claims.put(attempt, worker, claimTime);
        return true;
    }

    private <T extends @Nullable Object> Uni<T> locked(Supplier<T> work) {
        return Uni.createFrom()
                .item(
                        () -> {
                            synchronized (this) {
                                return work.get();
                            }
                        });
    }
}

package dev.minion.coordinator.doubles;

import dev.minion.coordinator.strategy.StoreAwayException;
import dev.minion.coordinator.strategy.StrategyStore;
import io.quarkus.test.Mock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What coordinators keep, in memory; it can be away, and it can be emptied. */
@Mock
@ApplicationScoped
public class MemoryStrategyStore implements StrategyStore {

    private @Nullable Kept choice;
    private @Nullable String learned;
    private boolean away;

    /** Whether calls fail. */
    public synchronized void away(boolean now) {
        away = now;
    }

    /** Forgets all. */
    public synchronized void flush() {
        choice = null;
        learned = null;
    }

    @Override
    public Uni<Optional<Kept>> choice() {
        return answer(() -> Optional.ofNullable(choice));
    }

    @Override
    public Uni<Optional<Kept>> keep(String document, OptionalLong expected) {
        return answer(
                () -> {
                    long version = choice == null ? 0 : choice.version();
                    if (expected.isPresent() && expected.getAsLong() != version) {
                        return Optional.empty();
                    }
                    choice = new Kept(version + 1, document);
                    return Optional.of(choice);
                });
    }

    @Override
    public Uni<Void> putBack(Kept back) {
        return answer(() -> choice = choice == null ? back : choice).replaceWithVoid();
    }

    @Override
    public Uni<Optional<String>> learned() {
        return answer(() -> Optional.ofNullable(learned));
    }

    @Override
    public Uni<Void> keepLearned(String document) {
        return answer(() -> learned = document).replaceWithVoid();
    }

    private <T> Uni<T> answer(Supplier<T> what) {
        return Uni.createFrom()
                .item(
                        () -> {
                            synchronized (this) {
                                if (away) {
                                    throw new StoreAwayException(
                                            new IllegalStateException("the store is away"));
                                }
                                return what.get();
                            }
                        });
    }
}

package dev.minion.coordinator.strategy;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What coordinators keep of strategies beyond their life. A call fails with {@link
 * StoreAwayException} where the store does not answer; whether it was done is then not known.
 */
public interface StrategyStore {

    /**
     * A choice as it is kept.
     *
     * @param version rises with each change, from 1
     * @param document of {@link ChoiceText}; empty where the environment decides again
     */
    record Kept(long version, String document) {}

    /** The choice that was made last, or empty where none is kept. */
    Uni<Optional<Kept>> choice();

    /**
     * Keeps a choice.
     *
     * @param expected the version that it replaces, 0 for none; empty where any will do
     * @return as it is kept now, or empty where another version is there
     */
    Uni<Optional<Kept>> keep(String document, OptionalLong expected);

    /** Puts a choice back, with its version, where none is kept. */
    Uni<Void> putBack(Kept choice);

    /** What was learned, or empty where nothing is kept. */
    Uni<Optional<String>> learned();

    /** Keeps what was learned. */
    Uni<Void> keepLearned(String document);
}

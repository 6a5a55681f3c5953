package dev.minion.messaging;

import java.util.Set;

/**
 * Told which partitions a shared subscription owns; and each time that a broadcast is positioned,
 * which ones it reads from there on. Called on the subscription's thread; must not block.
 */
public interface OwnershipListener {

    /** Ignores ownership. */
    OwnershipListener NONE =
            new OwnershipListener() {
                @Override
                public void assigned(Set<Integer> partitions) {}

                @Override
                public void revoked(Set<Integer> partitions) {}
            };

    /** These partitions have come to this member, before their first record is delivered. */
    void assigned(Set<Integer> partitions);

    /** These partitions belong to another member now, or will in a moment. */
    void revoked(Set<Integer> partitions);
}

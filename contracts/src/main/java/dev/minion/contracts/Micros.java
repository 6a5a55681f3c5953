package dev.minion.contracts;

import java.time.Instant;

/** Times as they travel: microseconds since 1970 UTC. */
public final class Micros {

    private Micros() {}

    /** The microsecond of an instant; what is finer is cut off. */
    public static long of(Instant instant) {
        return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1_000;
    }
}

package dev.minion.ledger.transition;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Between microseconds since 1970 (0: unset), as they travel, and timestamptz (null: unset). */
public final class Timestamps {

    private Timestamps() {}

    public static @Nullable OffsetDateTime toColumn(long us) {
        if (us == 0) {
            return null;
        }
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    public static long fromColumn(@Nullable OffsetDateTime time) {
        return time == null ? 0 : time.toEpochSecond() * 1_000_000L + time.getNano() / 1_000;
    }
}

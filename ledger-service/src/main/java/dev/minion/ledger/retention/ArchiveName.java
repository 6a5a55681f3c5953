package dev.minion.ledger.retention;

import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.PurgeKind;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The name of an archive's file: what was purged, the first and the last task, and by which purge.
 * So the same page of the same purge, written again, replaces itself, and no manifest is needed.
 *
 * @param first the least id in it
 * @param last the greatest id in it
 */
record ArchiveName(PurgeKind kind, UUID first, UUID last, UUID purge)
        implements Comparable<ArchiveName> {

    private static final String SUFFIX = ".ndjson.gz";

    /**
     * The order of restores: tasks before progress by itself, which needs its task; of several
     * purges the newest first, because what it wrote of a task is the last.
     */
    private static final Comparator<ArchiveName> ORDER =
            Comparator.comparing(ArchiveName::kind)
                    .thenComparing(name -> name.purge().toString(), Comparator.reverseOrder())
                    .thenComparing(name -> name.first().toString())
                    .thenComparing(name -> name.last().toString());

    /** The name that a file has, or empty where it is none of the archive's. */
    static Optional<ArchiveName> parse(String file) {
        if (!file.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String[] parts = file.substring(0, file.length() - SUFFIX.length()).split("_", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        UUID first = Ids.parse(parts[1]);
        UUID last = Ids.parse(parts[2]);
        UUID purge = Ids.parse(parts[3]);
        if (first == null || last == null || purge == null) {
            return Optional.empty();
        }
        return switch (parts[0]) {
            case "tasks" -> Optional.of(new ArchiveName(PurgeKind.PURGE_TASKS, first, last, purge));
            case "progress" ->
                    Optional.of(new ArchiveName(PurgeKind.PURGE_PROGRESS, first, last, purge));
            default -> Optional.empty();
        };
    }

    /** As the file is named: {@code tasks_FIRST_LAST_PURGE.ndjson.gz}. */
    String file() {
        String what = kind.name().substring("PURGE_".length()).toLowerCase(Locale.ROOT);
        return what + '_' + first + '_' + last + '_' + purge + SUFFIX;
    }

    /** As a file with a chunk of a payload is named: {@code payload_HASH_POSITION}. */
    static String chunk(PayloadRef payload, int position) {
        return "payload_" + payload.hex() + '_' + position;
    }

    /** Whether an id lies between two others, both included. */
    static boolean between(UUID id, UUID from, UUID to) {
        return unsigned(from, id) <= 0 && unsigned(id, to) <= 0;
    }

    /** Whether a task from one id to another, both included, may be in it. */
    boolean meets(UUID from, UUID to) {
        return unsigned(first, to) <= 0 && unsigned(from, last) <= 0;
    }

    @Override
    public int compareTo(ArchiveName other) {
        return ORDER.compare(this, other);
    }

    /** As Postgres orders ids: {@link UUID#compareTo} takes the halves as signed. */
    private static int unsigned(UUID one, UUID other) {
        int high =
                Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}

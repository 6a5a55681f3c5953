package dev.minion.ledger.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.ledger.task.ListSource.Branch;
import dev.minion.ledger.task.ListSource.Found;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.Timestamps;
import java.util.Objects;

/**
 * What a bound of one time says of the other.
 *
 * <p>Most tasks change for the last time soon after they were created: of these a bound of the time
 * of creation bounds the time of change as well, and the other way round. The others, which changed
 * later than a minute after their creation, have an index of their own. So a list that is sorted by
 * one time and bounded by the other is read from two places.
 */
final class LateChanges {

    private static final long LATE_MS = 60_000;

    /** As the index has it. */
    private static final String LATE = "t.updated_at - t.created_at > interval '1 minute'";

    private final long createdBeforeUs;
    private final long updatedAfterUs;

    LateChanges(ListTasksRequest request) {
        this.createdBeforeUs = request.getCreatedBeforeUs();
        this.updatedAfterUs = request.getUpdatedAfterUs();
    }

    /** Whether it says where a list begins that has its bound at the far end. */
    boolean concern(ListSort sort) {
        return sort == sort.byAge()
                ? updatedAfterUs > 0 && sort.ascending()
                : createdBeforeUs > 0 && !sort.ascending();
    }

    /** Whether lists in the order of creation are narrowed, where these tasks are few. */
    boolean straddle() {
        return updatedAfterUs > 0;
    }

    /** How many were created long before the bound of the time of change, and changed behind it. */
    SqlText straddling(int most) {
        return new SqlText()
                .add("select count(*)::int from (select from ledger.tasks t where ")
                .add(straddlers())
                .add(" limit ?) t", most);
    }

    /** What changed in time is as young as that; the rest, of which there are few, is sorted. */
    ListSource byAge(ListSource source) {
        Clause young = Clause.of("t.id >= ?", CreationTime.floor(createdBound()));
        return source.and(young).or(new Branch(straddlers(), Found.UNSORTED));
    }

    /** The same for lists in the order of changes, which these tasks' index has. */
    ListSource byChange(ListSource source) {
        if (createdBeforeUs == 0) {
            return source;
        }
        Object until =
                Objects.requireNonNull(
                        Timestamps.toColumn(createdBeforeUs + LATE_MS * 1_000), "time");
        Clause old = Clause.of("t.id < ?", CreationTime.floor(createdBeforeUs / 1_000 + 1));
        Clause soon = old.and("t.updated_at <= ?", until);
        Clause late = old.and("t.updated_at > ? and " + LATE, until);
        return source.and(soon).or(new Branch(late, Found.IN_ORDER));
    }

    private long createdBound() {
        return updatedAfterUs / 1_000 - LATE_MS;
    }

    private Clause straddlers() {
        Object after = Objects.requireNonNull(Timestamps.toColumn(updatedAfterUs), "time");
        return Clause.of(
                LATE + " and t.updated_at > ? and t.id < ?",
                after,
                CreationTime.floor(createdBound()));
    }
}

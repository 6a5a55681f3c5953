package dev.minion.dedup.mark;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Remembers marks and claims. Each call takes many items and costs one round trip; answers are in
 * the order of the items. A call never blocks; it fails with {@link BackendUnavailableException}
 * when the outcome is unknown, and may then be made again.
 */
public interface DedupBackend {

    /**
     * Marks each key as pending for the owner, where nothing is known of it. The same owner may
     * begin again and is answered {@link Mark.Fresh} again.
     */
    Uni<List<Mark>> begin(String owner, List<KeyName> names);

    /** Replaces whatever is known of the keys by what the ledger has committed. */
    Uni<Void> commit(List<Commitment> commitments);

    /** Takes the owner's own pending marks back; other marks stay as they are. */
    Uni<Void> abort(String owner, List<KeyName> names);

    /**
     * Claims attempts: true where nobody else has claimed it.
     *
     * @param from whoever gives them up to this worker, and holds none of them afterwards; empty
     *     where nobody does
     */
    Uni<List<Boolean>> claim(String worker, String from, List<AttemptName> attempts);

    /** Claims attempts that nobody gives up. */
    default Uni<List<Boolean>> claim(String worker, List<AttemptName> attempts) {
        return claim(worker, "", attempts);
    }
}

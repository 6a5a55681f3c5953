package dev.minion.dedup.backend;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.List;

/** Remembers nothing: what runs when dedup is switched off. */
final class OpenBackend implements DedupBackend {

    @Override
    public Uni<List<Mark>> begin(String owner, List<KeyName> names) {
        return Uni.createFrom().item(Collections.nCopies(names.size(), Mark.FRESH));
    }

    @Override
    public Uni<Void> commit(List<Commitment> commitments) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> abort(String owner, List<KeyName> names) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<List<Boolean>> claim(String worker, String from, List<AttemptName> attempts) {
        return Uni.createFrom().item(Collections.nCopies(attempts.size(), true));
    }
}

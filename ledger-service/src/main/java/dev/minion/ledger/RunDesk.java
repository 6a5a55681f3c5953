package dev.minion.ledger;

import dev.minion.ledger.flow.Assignments;
import dev.minion.ledger.flow.QueueList;
import dev.minion.ledger.fold.Fold;
import dev.minion.ledger.release.Inputs;
import dev.minion.ledger.release.ReadyPages;
import dev.minion.ledger.release.Releases;
import jakarta.inject.Singleton;

/** Who serves the owners of partitions, and the workers. */
@Singleton
record RunDesk(
        ReadyPages pages,
        Releases releases,
        Assignments assignments,
        QueueList queues,
        Inputs inputs,
        Fold fold) {}

package dev.minion.ledger.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.graph.RollUp.Member;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RollUpTest {

    private static final UUID ROOT = new UUID(0, 0);

    private final RollUp family = new RollUp();

    @Test
    void aTaskWithoutChildrenHasNone() {
        assertThat(family.progress(ROOT)).isZero();
    }

    @Test
    void endedChildrenCountWholeAndOthersWhatTheyTold() {
        family.add(
                List.of(
                        member(1, ROOT, TaskStatus.COMPLETED, -1),
                        member(2, ROOT, TaskStatus.DEAD, 10),
                        member(3, ROOT, TaskStatus.RUNNING, 60),
                        member(4, ROOT, TaskStatus.READY, -1)));

        assertThat(family.progress(ROOT)).isEqualTo((100 + 100 + 60 + 0) / 4.0);
    }

    @Test
    void aChildWithChildrenCountsTheirMeanAndNotWhatItTold() {
        Member open = member(1, ROOT, TaskStatus.RUNNING, 90);
        Member ended = member(2, ROOT, TaskStatus.COMPLETED, -1);
        family.add(List.of(open, ended));
        family.add(
                List.of(
                        member(3, open.id(), TaskStatus.COMPLETED, -1),
                        member(4, open.id(), TaskStatus.RUNNING, 50),
                        member(5, ended.id(), TaskStatus.RUNNING, 0)));

        assertThat(family.progress(ROOT)).isEqualTo((75 + 100) / 2.0);
    }

    private static Member member(int number, UUID parent, TaskStatus status, int progress) {
        return new Member(new UUID(0, number), parent, status, progress);
    }
}

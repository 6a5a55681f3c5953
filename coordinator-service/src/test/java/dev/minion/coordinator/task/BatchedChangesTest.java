package dev.minion.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ReadyRecord;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchedChangesTest {

    private static final Set<Integer> OWN = Set.of(1, 3);

    private static Task task(int number, int partition, TaskStatus status) {
        return Task.newBuilder()
                .setId(Ids.toBytes(new UUID(7, number)))
                .setPartition(partition)
                .setStatus(status)
                .setPriority(9)
                .build();
    }

    private static TaskResult changed(Task task) {
        return TaskResult.newBuilder().setTask(task).build();
    }

    @Test
    void onlyReadyTasksOfOwnPartitionsWithANewPriorityAreMoved() {
        PatchTaskRequest priority = PatchTaskRequest.newBuilder().setPriority(9).build();
        PatchTaskRequest words = PatchTaskRequest.newBuilder().setDescription("d").build();
        Task own = task(1, 3, TaskStatus.READY);

        assertThat(
                        BatchedChanges.moved(
                                List.of(priority, words, priority, priority, priority),
                                List.of(
                                        changed(own),
                                        changed(task(2, 3, TaskStatus.READY)),
                                        changed(task(3, 2, TaskStatus.READY)),
                                        changed(task(4, 1, TaskStatus.RUNNING)),
                                        TaskResult.newBuilder()
                                                .setProblem(Problem.getDefaultInstance())
                                                .build()),
                                OWN))
                .containsExactly(ReadyRecord.of(own));
    }

    @Test
    void anAnswerThatIsTooShortMovesWhatItHas() {
        PatchTaskRequest priority = PatchTaskRequest.newBuilder().setPriority(9).build();
        Task own = task(1, 1, TaskStatus.READY);

        assertThat(BatchedChanges.moved(List.of(priority, priority), List.of(changed(own)), OWN))
                .containsExactly(ReadyRecord.of(own));
    }
}

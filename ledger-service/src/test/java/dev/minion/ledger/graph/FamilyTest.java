package dev.minion.ledger.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ChildrenSummary;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.SummarizeChildrenRequest;
import dev.minion.contracts.ledger.TaskGraph;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parents and children. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class FamilyTest extends LedgerTest {

    @Inject @GrpcService TaskGraph graph;

    @Test
    void theChildrenOfATaskAreListedAndSummedUp() {
        NewTask.Builder parent = task("parent");
        create(parent);
        NewTask.Builder done = child("done", parent);
        NewTask.Builder half = child("half", parent);
        NewTask.Builder waiting = child("waiting", parent);
        create(done, half, waiting, task("stranger"));
        report(
                completed(done, 1, "1"),
                event(half.getId(), 1)
                        .setProgressed(Progressed.newBuilder().setPercent(50))
                        .build());
        awaitStatus(done, TaskStatus.COMPLETED);
        awaitStatus(half, TaskStatus.RUNNING);

        ChildrenSummary summary = summary(parent);

        assertThat(summary.getTotal()).isEqualTo(3);
        assertThat(summary.getByStatusMap())
                .containsOnly(
                        Map.entry("completed", 1L),
                        Map.entry("running", 1L),
                        Map.entry("ready", 1L));
        assertThat(summary.getProgress()).isEqualTo(50);
        assertThat(summary.getTruncated()).isFalse();
        assertThat(childrenOf(parent))
                .extracting(Task::getId)
                .containsExactlyInAnyOrder(done.getId(), half.getId(), waiting.getId());
    }

    @Test
    void grandchildrenRollUpThroughTheirParents() {
        NewTask.Builder root = task("root");
        create(root);
        NewTask.Builder left = child("left", root);
        NewTask.Builder right = child("right", root);
        create(left, right);
        NewTask.Builder leaf = child("leaf", left);
        create(leaf);
        report(completed(leaf, 1, "1"));
        awaitStatus(leaf, TaskStatus.COMPLETED);

        assertThat(summary(root).getProgress()).isEqualTo(50);
    }

    @Test
    void aFamilyDeeperThanWhatIsLookedAtSaysSo() {
        NewTask.Builder eldest = task("generation 0");
        create(eldest);
        NewTask.Builder youngest = eldest;
        for (int generation = 1; generation <= 16; generation++) {
            youngest = child("generation " + generation, youngest);
            create(youngest);
        }
        assertThat(summary(eldest).getTruncated()).isFalse();

        create(child("generation 17", youngest));

        assertThat(summary(eldest).getTruncated()).isTrue();
    }

    @Test
    void aParentThatIsNotThereOrOfAnotherNamespaceIsRefusedAndTheOthersAreTaken() {
        NewTask.Builder foreign = task("foreign").setNamespace("elsewhere");
        create(foreign);
        NewTask.Builder orphan = child("orphan", task("never created"));
        NewTask.Builder stolen = child("stolen", foreign);
        NewTask.Builder sound = task("sound");

        List<CreatedTask> created = create(orphan, stolen, sound);

        for (CreatedTask refused : created.subList(0, 2)) {
            assertThat(refused.getProblem().getCode()).isEqualTo("unknown-parent");
            assertThat(refused.getProblem().getErrors(0).getPointer()).isEqualTo("/parent_id");
        }
        assertThat(status(sound)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void anotherNamespaceSeesNothing() {
        NewTask.Builder parent = task("parent");
        create(parent);
        create(child("child", parent));

        ChildrenSummary summary =
                now(
                        graph.summarizeChildren(
                                SummarizeChildrenRequest.newBuilder()
                                        .setNamespace("elsewhere")
                                        .setId(parent.getId())
                                        .build()));

        assertThat(summary.getProblem().getCode()).isEqualTo("task-not-found");
    }

    private NewTask.Builder child(String name, NewTask.Builder parent) {
        return task(name).setParentId(parent.getId());
    }

    private ChildrenSummary summary(NewTask.Builder parent) {
        return now(
                graph.summarizeChildren(
                        SummarizeChildrenRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(parent.getId())
                                .build()));
    }

    private List<Task> childrenOf(NewTask.Builder parent) {
        ByteString id = parent.getId();
        return now(ledger.listTasks(
                        ListTasksRequest.newBuilder()
                                .setNamespace(namespace)
                                .setParentId(id)
                                .build()))
                .getTasksList();
    }
}

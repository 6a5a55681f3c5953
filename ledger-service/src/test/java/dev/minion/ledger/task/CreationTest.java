package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class CreationTest extends LedgerTest {

    @GrpcClient("ledger")
    Ledger client;

    @Test
    void aTaskIsReadyWithItsFirstAttemptAndKeepsAllItsFields() {
        NewTask.Builder task =
                task("whole")
                        .setDescription("all of it")
                        .setMetadata(ByteString.copyFromUtf8("{\"team\":\"a\"}"))
                        .setCreatedBy("me")
                        .setSessionId("s1")
                        .setWorkflowStep("step")
                        .setTraceParent("00-trace");

        List<CreatedTask> created = create(task);

        assertThat(created.getFirst().getStatus()).isEqualTo(TaskStatus.READY);
        Task stored = get(task);
        assertThat(stored.getName()).isEqualTo("whole");
        assertThat(stored.getDescription()).isEqualTo("all of it");
        assertThat(stored.getMetadata().toStringUtf8()).isEqualTo("{\"team\":\"a\"}");
        assertThat(stored.getInput().toStringUtf8()).isEqualTo("{\"n\":1}");
        assertThat(stored.getCreatedBy()).isEqualTo("me");
        assertThat(stored.getSessionId()).isEqualTo("s1");
        assertThat(stored.getWorkflowStep()).isEqualTo("step");
        assertThat(stored.getTraceParent()).isEqualTo("00-trace");
        assertThat(stored.getFence().getAttempt()).isEqualTo(1);
        assertThat(stored.getRetry().getMaxAttempts()).isEqualTo(3);
        assertThat(stored.getTimeouts().getRunMs()).isEqualTo(600_000);
        assertThat(stored.getProgress()).isEqualTo(-1);
        assertThat(stored.getVersion()).isEqualTo(1);
    }

    @Test
    void theSameCallAgainIsASuccessAndChangesNothing() {
        NewTask.Builder first = task("one").setRef("a");
        NewTask.Builder second = task("two").addDependencies("a");
        List<CreatedTask> once = create(first, second);

        List<CreatedTask> again = create(first, second);

        // Only what is new names its fence: by now the task may be under way.
        assertThat(once.getFirst().getFence().getAttempt()).isEqualTo(1);
        assertThat(again.getFirst().hasFence()).isFalse();
        assertThat(again)
                .containsExactly(once.getFirst().toBuilder().clearFence().build(), once.getLast());
        assertThat(get(second).getDependenciesList()).containsExactly(first.getId());
    }

    @Test
    void ofWhatItsCallerSchedulesNoRecordTellsUnlessTheAnswerHadNoFence() {
        List<Received> heard = new CopyOnWriteArrayList<>();
        Subscription subscription = listen(Topics.READY, heard);
        NewTask.Builder own = task("own");
        NewTask.Builder another = inAnotherPartition(own);
        Submission both = Submission.newBuilder().addTasks(own).addTasks(another).build();
        CreateTasksRequest request =
                CreateTasksRequest.newBuilder()
                        .addSubmissions(both)
                        .addScheduledPartitions(partition(own))
                        .build();

        assertThat(now(ledger.createTasks(request)).getSubmissions(0).getItems(0).hasFence())
                .isTrue();
        await().atMost(SOON).until(() -> !heardOf(another, heard).isEmpty());
        assertThat(heardOf(own, heard)).isEmpty();

        assertThat(now(ledger.createTasks(request)).getSubmissions(0).getItems(0).hasFence())
                .isFalse();
        await().atMost(SOON).until(() -> !heardOf(own, heard).isEmpty());
        subscription.close();
    }

    private NewTask.Builder inAnotherPartition(NewTask.Builder task) {
        return Stream.generate(() -> task("another"))
                .filter(other -> partition(other) != partition(task))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itemsMayNameEachOtherAndThoseBeforeThem() {
        NewTask.Builder earlier = task("earlier");
        create(earlier);
        NewTask.Builder last = task("last").addDependencies("b").addDependencies("a");
        NewTask.Builder middle = task("middle").setRef("b").addDependencies(text(earlier));
        NewTask.Builder first = task("first").setRef("a");

        List<CreatedTask> created = create(last, middle, first);

        assertThat(created)
                .extracting(CreatedTask::getStatus)
                .containsExactly(TaskStatus.BLOCKED, TaskStatus.BLOCKED, TaskStatus.READY);
        assertThat(get(last).getDependenciesList()).containsExactly(middle.getId(), first.getId());
    }

    @Test
    void aNonAtomicSubmissionRefusesOnlyWhatIsWrongAndWhatDependsOnIt() {
        NewTask.Builder good = task("good").setRef("good");
        NewTask.Builder bad =
                task("bad").setRef("bad").addDependencies("good").addDependencies("nobody");
        NewTask.Builder behind = task("behind").addDependencies("bad");
        NewTask.Builder stranger = task("stranger").addDependencies(ids.next().toString());

        List<CreatedTask> created = create(good, bad, behind, stranger);

        assertThat(created.get(0).getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(created.subList(1, 4))
                .allSatisfy(
                        item ->
                                assertThat(item.getProblem().getCode())
                                        .isEqualTo("unknown-dependency"));
        assertThat(created.get(1).getProblem().getErrors(0).getPointer())
                .isEqualTo("/dependencies/1");
        assertThat(created.get(2).getProblem().getErrors(0).getPointer())
                .isEqualTo("/dependencies/0");
    }

    @Test
    void anAtomicSubmissionIsRefusedWhole() throws Exception {
        NewTask.Builder good = task("good");
        NewTask.Builder bad = task("bad").addDependencies(ids.next().toString());

        List<CreatedTask> created = create(true, good, bad);

        assertThat(created)
                .extracting(item -> item.getProblem().getCode())
                .containsExactly("atomic-batch-refused", "unknown-dependency");
        assertThat(query("select count(*) from ledger.tasks where namespace = '" + namespace + "'"))
                .isEqualTo("0");
    }

    @Test
    void cyclesAndDuplicateRefsAreRefused() {
        NewTask.Builder a = task("a").setRef("a").addDependencies("c");
        NewTask.Builder b = task("b").setRef("b").addDependencies("a");
        NewTask.Builder c = task("c").setRef("c").addDependencies("b");
        NewTask.Builder self = task("self").setRef("self").addDependencies("self");
        NewTask.Builder twin = task("twin").setRef("self");

        List<CreatedTask> created = create(a, b, c, self, twin);

        assertThat(created)
                .extracting(item -> item.getProblem().getCode())
                .containsExactly(
                        "dependency-cycle",
                        "dependency-cycle",
                        "dependency-cycle",
                        "dependency-cycle",
                        "duplicate-ref");
    }

    @Test
    void aTaskOfAnotherNamespaceIsUnknown() {
        NewTask.Builder foreign = task("foreign").setNamespace("elsewhere");
        create(foreign);

        List<CreatedTask> created = create(task("curious").addDependencies(text(foreign)));

        assertThat(created.getFirst().getProblem().getCode()).isEqualTo("unknown-dependency");
    }

    @Test
    void onlyTheItemsThatPostgresRefusesGetAProblem() {
        List<Submission> submissions = new ArrayList<>();
        for (int s = 0; s < 8; s++) {
            Submission.Builder submission = Submission.newBuilder().setAtomic(s == 5);
            for (int i = 0; i < 10; i++) {
                String name = i == 7 && s >= 4 && s <= 5 ? "nul\0" : "fine";
                submission.addTasks(task(name).setPriority(i == 2 && s == 6 ? 99 : 5));
            }
            submissions.add(submission.build());
        }

        CreateTasksResponse response =
                now(
                        ledger.createTasks(
                                CreateTasksRequest.newBuilder()
                                        .addAllSubmissions(submissions)
                                        .build()));

        assertThat(problems(response, 3)).isEmpty();
        assertThat(problems(response, 4)).containsExactly("refused-by-database");
        assertThat(problems(response, 5))
                .hasSize(10)
                .contains("refused-by-database", "atomic-batch-refused");
        assertThat(problems(response, 6)).containsExactly("refused-by-database");
        assertThat(problems(response, 7)).isEmpty();
    }

    private static List<String> problems(CreateTasksResponse response, int submission) {
        return response.getSubmissions(submission).getItemsList().stream()
                .filter(CreatedTask::hasProblem)
                .map(item -> item.getProblem().getCode())
                .toList();
    }

    @Test
    void aDependencyThatHasEndedDecidesAtOnce() {
        NewTask.Builder done = task("done");
        NewTask.Builder broken = task("broken");
        create(done, broken);
        report(completed(done, 1, "1"), failed(broken, 1, "no", false));
        awaitStatus(done, TaskStatus.COMPLETED);
        awaitStatus(broken, TaskStatus.FAILED);

        List<CreatedTask> created =
                create(
                        task("after done").addDependencies(text(done)),
                        task("fails").setRef("fails").addDependencies(text(broken)),
                        task("skips")
                                .addDependencies("fails")
                                .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_SKIP),
                        task("ignores")
                                .addDependencies(text(broken))
                                .setOnDependencyFailure(DependencyPolicy.DEPENDENCY_IGNORE));

        assertThat(created)
                .extracting(CreatedTask::getStatus)
                .containsExactly(
                        TaskStatus.READY,
                        TaskStatus.FAILED,
                        TaskStatus.CANCELLED,
                        TaskStatus.READY);
    }

    @Test
    void aCallOfManyMegabytesIsTakenOverTheWire() {
        Submission.Builder submission = Submission.newBuilder();
        ByteString large = ByteString.copyFromUtf8('"' + "x".repeat(1_000_000) + '"');
        for (int i = 0; i < 20; i++) {
            submission.addTasks(task("large").setInput(large));
        }

        CreateTasksResponse response =
                now(
                        client.createTasks(
                                CreateTasksRequest.newBuilder()
                                        .addSubmissions(submission)
                                        .build()));

        assertThat(problems(response, 0)).isEmpty();
    }

    @Test
    void aValueThatPostgresRefusesInAPatchIsTheCallersFault() {
        NewTask.Builder task = task("patched");
        create(task);

        TaskResult refused =
                now(
                        client.patchTask(
                                PatchTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .setPriority(99)
                                        .build()));

        assertThat(refused.getProblem().getCode()).isEqualTo("validation-failed");
    }

    @Test
    void aChainOfTenThousandIsTaken() {
        NewTask.Builder[] chain = new NewTask.Builder[10_000];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = task("link").setRef("r" + i);
            if (i > 0) {
                chain[i].addDependencies("r" + (i - 1));
            }
        }

        List<CreatedTask> created = create(true, chain);

        assertThat(created).noneMatch(CreatedTask::hasProblem);
        assertThat(created.getFirst().getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(created.getLast().getStatus()).isEqualTo(TaskStatus.BLOCKED);
    }
}

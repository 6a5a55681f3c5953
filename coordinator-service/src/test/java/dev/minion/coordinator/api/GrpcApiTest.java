package dev.minion.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.minion.contracts.api.GetRequest;
import dev.minion.contracts.api.SubmitRequest;
import dev.minion.contracts.api.SubmitResponse;
import dev.minion.contracts.api.TaskSpec;
import dev.minion.contracts.api.TasksGrpc;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.LedgerDouble;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcApiTest {

    @Inject @GrpcService LedgerDouble ledger;

    @GrpcClient("tasks")
    TasksGrpc.TasksBlockingStub tasks;

    @Test
    void tasksAreSubmittedAndRead() {
        SubmitResponse answer =
                tasks.submit(
                        SubmitRequest.newBuilder()
                                .addTasks(
                                        spec().setRef("one")
                                                .setInput(ByteString.copyFromUtf8("[1]")))
                                .addTasks(spec().addDependencies("one"))
                                .build());

        assertThat(answer.getAccepted()).isEqualTo(2);
        assertThat(answer.getItems(1).getStatus()).isEqualTo(TaskStatus.BLOCKED);
        String id = answer.getItems(0).getId();
        var read = tasks.get(GetRequest.newBuilder().setId(id).build()).getTask();
        assertThat(read.getInput().toStringUtf8()).isEqualTo("[1]");
        assertThat(read.getPriority()).isEqualTo(5);
        ledger.change(UUID.fromString(id), task -> task.setStatus(TaskStatus.COMPLETED));
        assertThat(
                        tasks.get(GetRequest.newBuilder().setId(id).setWaitMs(20_000).build())
                                .getTask()
                                .getStatus())
                .isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void faultyTasksAreRefusedAlone() {
        SubmitResponse answer =
                tasks.submit(
                        SubmitRequest.newBuilder()
                                .addTasks(spec().setPriority(11).setName(""))
                                .addTasks(spec().setInput(ByteString.copyFromUtf8("{")))
                                .addTasks(spec().setMetadata(ByteString.copyFromUtf8("[]")))
                                .addTasks(spec().setName("a\0b"))
                                .addTasks(spec())
                                .build());

        assertThat(answer.getRejected()).isEqualTo(4);
        assertThat(answer.getItems(0).getProblem().getErrorsList())
                .extracting(FieldError::getPointer)
                .containsExactly("/tasks/0/priority", "/tasks/0/name");
        assertThat(answer.getItems(1).getProblem().getCode()).isEqualTo("malformed-json");
        assertThat(answer.getItems(2).getProblem().getErrors(0).getPointer())
                .isEqualTo("/tasks/2/metadata");
        assertThat(answer.getItems(3).getProblem().getErrors(0).getPointer())
                .isEqualTo("/tasks/3/name");
    }

    @Test
    void routingIsHeldAgainstTheSameRules() {
        Routing sound = Routing.newBuilder().addRequire("zone = eu").setSlots(2).build();
        SubmitResponse answer =
                tasks.submit(
                        SubmitRequest.newBuilder()
                                .addTasks(routed(sound))
                                .addTasks(routed(Routing.newBuilder().addRequire("=").build()))
                                .addTasks(routed(weighing(Double.NaN)))
                                .addTasks(routed(weighing(Double.POSITIVE_INFINITY)))
                                .addTasks(routed(Routing.newBuilder().setSlots(-1).build()))
                                .addTasks(spec().setDemands(Demands.getDefaultInstance()))
                                .build());

        assertThat(answer.getAccepted()).isEqualTo(2);
        assertThat(answer.getItemsList())
                .flatExtracting(item -> item.getProblem().getErrorsList())
                .extracting(FieldError::getPointer)
                .containsExactly(
                        "/tasks/1/routing/require/0",
                        "/tasks/2/routing/prefer/0/weight",
                        "/tasks/3/routing/prefer/0/weight",
                        "/tasks/4/routing/slots");
        assertThat(read(answer, 0).getDemands().getRouting()).isEqualTo(sound);
        assertThat(read(answer, 5).hasDemands()).isFalse();
    }

    private Task read(SubmitResponse answer, int item) {
        String id = answer.getItems(item).getId();
        return tasks.get(GetRequest.newBuilder().setId(id).build()).getTask();
    }

    private static Routing weighing(double weight) {
        return Routing.newBuilder()
                .addPrefer(Preference.newBuilder().setLabels("ssd").setWeight(weight))
                .build();
    }

    private static TaskSpec.Builder routed(Routing routing) {
        return spec().setDemands(Demands.newBuilder().setRouting(routing));
    }

    @Test
    void theSameKeyGivesTheSameTask() {
        SubmitRequest request =
                SubmitRequest.newBuilder().setIdempotencyKey("g-1").addTasks(spec()).build();

        String id = tasks.submit(request).getItems(0).getId();

        assertThat(tasks.submit(request).getItems(0).getId()).isEqualTo(id);
        assertThat(tasks.submit(request).getItems(0).getReplayed()).isTrue();
    }

    @Test
    void whatIsRefusedAsAWholeIsAStatus() {
        refused(SubmitRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT);
        refused(
                SubmitRequest.newBuilder().setNamespace("a b").addTasks(spec()).build(),
                Status.Code.INVALID_ARGUMENT);
        refused(
                SubmitRequest.newBuilder()
                        .setAtomic(true)
                        .addTasks(spec())
                        .addTasks(spec().setType(""))
                        .build(),
                Status.Code.INVALID_ARGUMENT);
        assertThat(
                        tasks.get(
                                        GetRequest.newBuilder()
                                                .setId(UUID.randomUUID().toString())
                                                .build())
                                .getProblem()
                                .getCode())
                .isEqualTo("task-not-found");
    }

    private void refused(SubmitRequest request, Status.Code code) {
        assertThatThrownBy(() -> tasks.submit(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }

    private static TaskSpec.Builder spec() {
        return TaskSpec.newBuilder().setName("a").setType("demo.echo");
    }
}

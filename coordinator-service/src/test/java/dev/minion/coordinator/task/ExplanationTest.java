package dev.minion.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.contracts.ledger.UnmetDependency;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.pause.PausesInForce;
import dev.minion.coordinator.schedule.Placement;
import dev.minion.coordinator.schedule.Placement.Capability;
import dev.minion.coordinator.schedule.Placement.Place;
import dev.minion.coordinator.schedule.RoutingFit;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Capability NOBODY = new Capability(0, 0);
    private static final Capability FULL = new Capability(2, 0);
    private static final Capability FREE = new Capability(2, 3);

    @Test
    void aTaskThatNobodyCanRunWaitsForAWorker() {
        JsonPath why = why(TaskStatus.READY, waiting(4), NOBODY);

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getInt("detail.capable_workers")).isZero();
        assertThat(why.getString("detail.message")).contains("demo.echo");
    }

    @Test
    void aTaskWhoseWorkersAreFullWaitsForAWorker() {
        JsonPath why = why(TaskStatus.READY, waiting(4), FULL);

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getInt("detail.capable_workers")).isEqualTo(2);
        assertThat(why.getInt("detail.ahead")).isEqualTo(4);
    }

    @Test
    void aTaskWhoseRequirementNobodyMeetsWaitsForAWorkerAndSaysWhich() {
        JsonPath why = why(new RoutingFit(0, 0, "zone = eu"));

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getInt("detail.capable_workers")).isEqualTo(2);
        assertThat(why.getInt("detail.fitting_workers")).isZero();
        assertThat(why.getString("detail.unmet_requirement")).isEqualTo("zone = eu");
        assertThat(why.getString("detail.message")).endsWith("zone = eu");
        assertThat(why(new RoutingFit(0, 0, "")).getString("detail.message"))
                .endsWith("gives all that it asks for");
    }

    @Test
    void aTaskWhoseFittingWorkersHaveTooFewSlotsWaitsForThem() {
        JsonPath why = why(new RoutingFit(1, 0, ""));

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getInt("detail.fitting_workers")).isEqualTo(1);
        assertThat(why.getInt("detail.free_slots")).isEqualTo(3);
        assertThat(why(new RoutingFit(1, 1, "")).getString("waiting_for")).isEqualTo("priority");
    }

    private static JsonPath why(RoutingFit fit) {
        return json(
                new Explanation(
                        ExplainTaskResponse.newBuilder().setTask(task(TaskStatus.READY)).build(),
                        Optional.of(waiting(4)),
                        FREE,
                        Optional.of(fit),
                        Optional.empty()));
    }

    @Test
    void aTaskWhoseFreeWorkersAreHeldBackByTheirBreakersSaysSo() {
        JsonPath why = why(TaskStatus.READY, waiting(4), new Capability(3, 0, 2));

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getString("detail.message")).contains("breaker").contains("demo.echo");
        assertThat(why.getInt("detail.held_back_workers")).isEqualTo(2);
        assertThat(why(TaskStatus.READY, waiting(4), new Capability(3, 1, 2)))
                .extracting(json -> json.getString("waiting_for"))
                .isEqualTo("priority");
        assertThat(why(new RoutingFit(2, 0, 1, "")).getInt("detail.held_back_workers"))
                .isEqualTo(1);
    }

    @Test
    void aPausedTaskSaysByWhichPauseBeforeAllElse() {
        Pause pause =
                Pause.newBuilder()
                        .setId(ByteString.copyFrom(new byte[16]))
                        .setTarget(
                                PauseTarget.newBuilder()
                                        .setScope(PauseScope.PAUSE_TYPE)
                                        .setType("demo.echo"))
                        .setReason("7 of 10 attempts failed within 1m")
                        .setBeganAtUs(1_000_000)
                        .setUntilUs(61_000_000)
                        .build();

        JsonPath why = paused(pause, waiting(4));

        assertThat(why.getString("waiting_for")).isEqualTo("paused");
        assertThat(why.getString("detail.message")).isEqualTo("its type is paused");
        assertThat(why.getMap("detail.pause.target"))
                .isEqualTo(Map.of("scope", "type", "type", "demo.echo"));
        assertThat(why.getString("detail.pause.reason")).startsWith("7 of 10");
        assertThat(why.getString("detail.pause.since")).startsWith("1970-01-01T00:00:01");
        assertThat(why.getString("detail.pause.until")).startsWith("1970-01-01T00:01:01");
        JsonPath sent = paused(pause, new Place(Placement.State.ASSIGNED, "w-7", 1, 0));
        assertThat(sent.getString("waiting_for")).isEqualTo("worker");
    }

    private static JsonPath paused(Pause pause, Place place) {
        return json(
                new Explanation(
                        ExplainTaskResponse.newBuilder().setTask(task(TaskStatus.READY)).build(),
                        Optional.of(place),
                        NOBODY,
                        Optional.empty(),
                        Optional.of(pause)));
    }

    @Test
    void aTaskBehindOthersWaitsForItsTurn() {
        JsonPath why = why(TaskStatus.READY, waiting(4), FREE);

        assertThat(why.getString("waiting_for")).isEqualTo("priority");
        assertThat(why.getInt("detail.ahead")).isEqualTo(4);
        assertThat(why(TaskStatus.READY, null, FREE).getString("waiting_for"))
                .isEqualTo("priority");
    }

    @Test
    void aTaskWhoseKeyIsAtItsLimitWaitsForThat() {
        Flow flow = Flow.newBuilder().setKey("k").setConcurrency(2).build();

        JsonPath full = limited(TaskQueue.newBuilder().setFlow(flow).setRunning(2).build());
        JsonPath free = limited(TaskQueue.newBuilder().setFlow(flow).setRunning(1).build());

        assertThat(full.getString("waiting_for")).isEqualTo("concurrency");
        assertThat(full.getInt("detail.flow.concurrency")).isEqualTo(2);
        assertThat(full.getInt("detail.running")).isEqualTo(2);
        assertThat(free.getString("waiting_for")).isEqualTo("nothing");
    }

    @Test
    void aTaskWhoseRateIsUsedUpWaitsForThat() {
        Flow flow = Flow.newBuilder().setKey("k").setRateLimit(5).setRatePerMs(60_000).build();

        JsonPath why =
                limited(TaskQueue.newBuilder().setFlow(flow).setRateRetryAfterMs(1_500).build());

        assertThat(why.getString("waiting_for")).isEqualTo("rate");
        assertThat(why.getString("detail.flow.rate.per")).isEqualTo("1m");
        assertThat(why.getString("detail.retry_after")).isEqualTo("1500ms");
    }

    private static JsonPath limited(TaskQueue queue) {
        return why(
                ExplainTaskResponse.newBuilder()
                        .setTask(task(TaskStatus.READY))
                        .setQueue(queue)
                        .build(),
                waiting(0),
                FREE);
    }

    @Test
    void theNextTaskWaitsForNothing() {
        assertThat(why(TaskStatus.READY, waiting(0), FREE).getString("waiting_for"))
                .isEqualTo("nothing");
    }

    @Test
    void aTaskThatWasSentWaitsForThatWorker() {
        JsonPath why =
                why(TaskStatus.READY, new Place(Placement.State.ASSIGNED, "w-7", 1, 0), FREE);

        assertThat(why.getString("waiting_for")).isEqualTo("worker");
        assertThat(why.getString("detail.worker_id")).isEqualTo("w-7");
    }

    @Test
    void aTaskThatRunsOrIsOverWaitsForNothing() {
        assertThat(why(TaskStatus.RUNNING, null, FREE).getString("waiting_for"))
                .isEqualTo("nothing");
        assertThat(why(TaskStatus.DEAD, null, NOBODY).getString("detail.message"))
                .isEqualTo("it is dead");
    }

    @Test
    void aTaskWhoseDependenciesAreMetIsOnItsWay() {
        assertThat(why(TaskStatus.BLOCKED, null, FREE).getString("waiting_for"))
                .isEqualTo("nothing");
    }

    @Test
    void aTaskWhoseHandlerIsDoneWaitsForItsChildren() {
        Task parent =
                task(TaskStatus.BLOCKED).toBuilder()
                        .setChildren(ChildrenPolicy.newBuilder().setWaitOnCompletion(true))
                        .build();
        UnmetDependency child =
                UnmetDependency.newBuilder()
                        .setId(parent.getId())
                        .setName("chapter 7")
                        .setStatus(TaskStatus.RUNNING)
                        .build();
        var open =
                ExplainTaskResponse.newBuilder()
                        .setTask(parent)
                        .addOpenChildren(child)
                        .setOpenChildrenTotal(3);
        var first = open.clone().addUnmet(child).setUnmetTotal(1);

        JsonPath why = why(open.build(), null, FREE);

        assertThat(why.getString("waiting_for")).isEqualTo("children");
        assertThat(why.getString("detail.message"))
                .isEqualTo("its handler is done; it waits for 3 of its children");
        assertThat(why.getInt("detail.open_children_count")).isEqualTo(3);
        assertThat(why.getString("detail.open_children[0].status")).isEqualTo("running");
        assertThat(why(first.build(), null, FREE).getString("waiting_for")).isEqualTo("dependency");
    }

    @Test
    void readyIsShownAsAssignedOnlyForTheAttemptThatWasSent() {
        Task ready = task(TaskStatus.READY);

        assertThat(shown(ready, new Place(Placement.State.ASSIGNED, "w-7", 0, 0)))
                .extracting(Task::getStatus, Task::getAssignedTo)
                .containsExactly(TaskStatus.ASSIGNED, "w-7");
        assertThat(shown(ready, new Place(Placement.State.ASSIGNED, "w-7", 9, 0))).isEqualTo(ready);
        assertThat(shown(ready, waiting(0))).isEqualTo(ready);
        Task running = task(TaskStatus.RUNNING);
        assertThat(shown(running, new Place(Placement.State.ASSIGNED, "w-7", 0, 0)))
                .isEqualTo(running);
    }

    private static Task shown(Task task, Place place) {
        return new Overlay(
                        new Placement() {
                            @Override
                            public boolean holds(String namespace, UUID taskId) {
                                return false;
                            }

                            @Override
                            public Optional<Place> where(UUID taskId) {
                                return Optional.of(place);
                            }

                            @Override
                            public Optional<Place> assigned(UUID taskId) {
                                return where(taskId)
                                        .filter(at -> at.state() == Placement.State.ASSIGNED);
                            }

                            @Override
                            public Capability capability(String type) {
                                return FREE;
                            }

                            @Override
                            public RoutingFit fit(String type, Routing routing) {
                                return new RoutingFit(1, 1, "");
                            }
                        },
                        new PausesInForce())
                .shown(task);
    }

    @Test
    void aPausedTaskWaitsToBeResumed() {
        Task paused =
                task(TaskStatus.SCHEDULED).toBuilder()
                        .setPaused(true)
                        .setFailures(3)
                        .setError(TaskError.newBuilder().setCode("broken"))
                        .build();

        JsonPath why = why(paused, null, FREE);

        assertThat(why.getString("waiting_for")).isEqualTo("resume");
        assertThat(why.getString("detail.error_code")).isEqualTo("broken");
    }

    @Test
    void whatIsPausedByHandSaysSoAndWhy() {
        JsonPath scheduled = held(TaskStatus.SCHEDULED);
        JsonPath running = held(TaskStatus.RUNNING);

        assertThat(scheduled.getString("waiting_for")).isEqualTo("resume");
        assertThat(scheduled.getString("detail.message"))
                .startsWith("it is paused by hand (the target moves)");
        assertThat(scheduled.getString("detail.pause_reason")).isEqualTo("the target moves");
        assertThat(scheduled.getString("detail.error_code")).isNull();
        assertThat(running.getString("waiting_for")).isEqualTo("nothing");
        assertThat(running.getString("detail.pause_reason")).isEqualTo("the target moves");
    }

    @Test
    void whatIsBlockedAndPausedWaitsForItsDependenciesFirst() {
        JsonPath why = why(facts(TaskStatus.BLOCKED).setUnmetTotal(2).build(), null, FREE);

        assertThat(why.getString("waiting_for")).isEqualTo("dependency");
        assertThat(why.getString("detail.message")).contains("2 of its dependencies", "paused");
    }

    private static JsonPath held(TaskStatus status) {
        return why(facts(status).build(), null, FREE);
    }

    private static ExplainTaskResponse.Builder facts(TaskStatus status) {
        return ExplainTaskResponse.newBuilder()
                .setTask(task(status).toBuilder().setPaused(true).setHeld(true))
                .setPauseReason("the target moves");
    }

    private static Place waiting(long ahead) {
        return new Place(Placement.State.WINDOW, null, 1, ahead);
    }

    private static Task task(TaskStatus status) {
        return Task.newBuilder()
                .setId(ByteString.copyFrom(new byte[16]))
                .setType("demo.echo")
                .setStatus(status)
                .build();
    }

    private static JsonPath why(TaskStatus status, @Nullable Place place, Capability capability) {
        return why(task(status), place, capability);
    }

    private static JsonPath why(Task task, @Nullable Place place, Capability capability) {
        return why(ExplainTaskResponse.newBuilder().setTask(task).build(), place, capability);
    }

    private static JsonPath why(
            ExplainTaskResponse facts, @Nullable Place place, Capability capability) {
        return json(
                new Explanation(
                        facts,
                        Optional.ofNullable(place),
                        capability,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static JsonPath json(Explanation explanation) {
        return JsonPath.from(new String(explanation.document().bytes(), StandardCharsets.UTF_8));
    }
}

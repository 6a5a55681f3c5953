package dev.minion.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Topics;
import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import dev.minion.coordinator.pool.PoolSettings;
import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.Paused;
import dev.minion.messaging.Header;
import dev.minion.messaging.Message;
import dev.minion.messaging.Received;
import dev.minion.messaging.memory.InMemoryMessaging;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scheduler in its shell: real threads, a log in memory, a double of the ledger. */
class SchedulingTest {

    private static final int PARTITIONS = 3;
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

    private final InMemoryMessaging log = new InMemoryMessaging(PARTITIONS);
    private final FlakyMessaging messaging = new FlakyMessaging(log);
    private final LedgerDouble ledger = new LedgerDouble();
    private final Ids ids = Ids.random(InstantSource.system());
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong sequence = new AtomicLong();
    private final LineDouble line = new LineDouble();
    private final ClaimLineDouble claimLine = new ClaimLineDouble();
    private final List<TaskChange> outcomes = new CopyOnWriteArrayList<>();
    private final List<Effect.StartPause> pauses = new CopyOnWriteArrayList<>();
    private volatile String address = "";
    private final Scheduling scheduling = scheduling(Map.of());

    @AfterEach
    void stop() {
        worker.shutdownNow();
        scheduling.stop();
        log.close();
    }

    @Test
    void aReadyTaskReachesTheWorkerThatRunsItsType() {
        scheduling.start();
        workerBeats();
        ReadyTask task = task().setInput(json("{\"a\":1}")).setTraceParent("00-aa-bb-01").build();

        publish(task);

        Received record = firstAssignment();
        Assignment assignment = command(record).getAssignment();
        assertThat(assignment.getTaskId()).isEqualTo(task.getTaskId());
        assertThat(assignment.getFence()).isEqualTo(task.getFence());
        assertThat(assignment.getInput()).isEqualTo(task.getInput());
        assertThat(record.partition()).isEqualTo(1);
        assertThat(command(record).getWorkerId()).isEqualTo("w-1");
        assertThat(headers(record))
                .containsEntry("ce_type", "dev.minion.task.assigned")
                .containsEntry("traceparent", "00-aa-bb-01");
    }

    @Test
    void aTaskOfTheLedgerNeedsNoRecord() {
        ReadyTask task = task().build();
        ledger.ready.add(task);
        scheduling.start();

        workerBeats();

        assertThat(command(firstAssignment()).getAssignment().getTaskId())
                .isEqualTo(task.getTaskId());
    }

    @Test
    void aTaskJustCommittedIsAssignedWithoutItsRecordAndOnlyOnceWithIt() {
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        ReadyTask task = task().build();

        var _ = new SchedulingShortCut(scheduling).ready(List.of(task));

        assertThat(command(firstAssignment()).getAssignment().getTaskId())
                .isEqualTo(task.getTaskId());
        publish(task);
        ReadyTask next = task().build();
        publish(next);
        await().until(() -> assignments().size() >= 2);
        assertThat(assignments())
                .extracting(record -> command(record).getAssignment().getTaskId())
                .containsExactly(task.getTaskId(), next.getTaskId());
    }

    @Test
    void aLoneTaskIsClaimedWhileItIsCommittedAndItsWorkerNeedNot() {
        address = "worker:1";
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        SchedulingShortCut shortCut = new SchedulingShortCut(scheduling);
        // The first one tells the epoch.
        submit(shortCut, task().build());
        await().until(() -> line.calls.size() == 1);
        ReadyTask task = task().build();

        submit(shortCut, task);

        await().until(() -> line.calls.size() == 2);
        RunRequest first = line.calls.getFirst().request();
        RunRequest second = line.calls.getLast().request();
        assertThat(first.getClaimed()).isFalse();
        assertThat(first.getCommands(0).getAssignment().getClaimedBy()).isEmpty();
        assertThat(second.getClaimed()).isTrue();
        assertThat(claimLine.asked)
                .containsExactly(
                        AttemptClaim.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setFence(task.getFence())
                                .build());
        assertThat(second.getCommands(0).getAssignment().getClaimedBy())
                .isEqualTo(claimLine.holder);
    }

    @Test
    void whatIsClaimedAndGoesThroughTheLogNamesWhoGivesItUp() {
        address = "worker:1";
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        SchedulingShortCut shortCut = new SchedulingShortCut(scheduling);
        submit(shortCut, task().build());
        await().until(() -> line.calls.size() == 1);
        line.away = true;
        ReadyTask task = task().build();

        submit(shortCut, task);

        Assignment assignment = command(firstAssignment()).getAssignment();
        assertThat(assignment.getTaskId()).isEqualTo(task.getTaskId());
        assertThat(assignment.getClaimedBy()).isNotEmpty().isEqualTo(claimLine.holder);
    }

    @Test
    void whatIsPausedIsNotClaimedAheadAndGoesOutWhenThePauseEnds() {
        address = "worker:1";
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        SchedulingShortCut shortCut = new SchedulingShortCut(scheduling);
        submit(shortCut, task().build());
        await().until(() -> line.calls.size() == 1);
        Paused typeA = new Paused(false, Set.of(), Set.of("a"), Set.of());
        scheduling.obey(new Event.StandingKnown(typeA, List.of()));
        ReadyTask task = task().build();

        submit(shortCut, task);

        await().until(() -> scheduling.view().waiting() == 1);
        assertThat(claimLine.asked).isEmpty();
        assertThat(line.calls).hasSize(1);
        scheduling.obey(Event.StandingKnown.NOTHING);
        await().until(() -> line.calls.size() == 2);
        RunRequest request = line.calls.getLast().request();
        assertThat(request.getClaimed()).isFalse();
        assertThat(request.getCommands(0).getAssignment().getTaskId()).isEqualTo(task.getTaskId());
    }

    @Test
    void aTaskThatWasClaimedAheadBeforeItsPauseIsStillHandedOver() {
        address = "worker:1";
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        SchedulingShortCut shortCut = new SchedulingShortCut(scheduling);
        submit(shortCut, task().build());
        await().until(() -> line.calls.size() == 1);
        ReadyTask task = task().build();
        shortCut.coming(List.of(coming(task)));
        assertThat(claimLine.asked).hasSize(1);
        scheduling.obey(
                new Event.StandingKnown(new Paused(true, Set.of(), Set.of(), Set.of()), List.of()));

        var _ = shortCut.ready(List.of(task));
        await().until(() -> scheduling.view().waiting() == 1);
        scheduling.obey(Event.StandingKnown.NOTHING);

        await().until(() -> line.calls.size() == 2);
        assertThat(line.calls.getLast().request().getCommands(0).getAssignment().getClaimedBy())
                .isEqualTo(claimLine.holder);
    }

    private static NewTask coming(ReadyTask task) {
        return NewTask.newBuilder().setId(task.getTaskId()).setType(task.getType()).build();
    }

    private static void submit(SchedulingShortCut shortCut, ReadyTask task) {
        shortCut.coming(List.of(coming(task)));
        var _ = shortCut.ready(List.of(task));
    }

    @Test
    void aLoneTaskGoesByACallAndItsEndComesBackOnIt() {
        address = "worker:1";
        scheduling.start();
        workerBeats();
        ReadyTask task = task().build();
        ReadyTask next = task().build();

        publish(task);

        await().until(() -> line.calls.size() == 1);
        Assignment assignment = line.calls.getFirst().request().getCommands(0).getAssignment();
        assertThat(line.calls.getFirst().address()).isEqualTo("worker:1");
        assertThat(assignment.getTaskId()).isEqualTo(task.getTaskId());
        line.calls
                .getFirst()
                .answers()
                .accept(
                        RunAnswer.newBuilder()
                                .addChanges(completed(assignment))
                                .addReady(next)
                                .build());
        await().until(() -> line.calls.size() == 2);
        assertThat(outcomes).containsExactly(completed(assignment));
        assertThat(assignments()).isEmpty();
    }

    @Test
    void whereTheCallDoesNotReachTheWorkerTheLogDoes() {
        address = "worker:1";
        line.away = true;
        scheduling.start();
        workerBeats();
        ReadyTask task = task().build();

        publish(task);

        assertThat(command(firstAssignment()).getAssignment().getTaskId())
                .isEqualTo(task.getTaskId());
    }

    @Test
    void aLedgerThatIsAwayForAWhileIsAskedAgain() {
        ledger.failures.set(10);
        scheduling.start();
        workerBeats();

        publish(task().build());

        assertThat(firstAssignment()).isNotNull();
    }

    @Test
    void anElidedInputIsLoadedBeforeTheAssignmentIsSent() {
        ReadyTask task = task().setInputElided(true).build();
        ledger.inputs.put(
                task.getTaskId(),
                TaskInput.newBuilder()
                        .setId(task.getTaskId())
                        .setInput(json("{\"large\":true}"))
                        .setDependencyOutputs(json("[]"))
                        .build());
        scheduling.start();
        workerBeats();

        publish(task);

        Assignment assignment = command(firstAssignment()).getAssignment();
        assertThat(assignment.getInput()).isEqualTo(json("{\"large\":true}"));
        assertThat(assignment.getDependencyOutputs()).isEqualTo(json("[]"));
    }

    @Test
    void whatCameWithTheOutputsOfItsDependenciesIsNotLoaded() {
        ReadyTask task =
                task().setInputElided(true)
                        .setInput(json("{\"n\":1}"))
                        .setDependencyOutputs(json("[{}]"))
                        .build();
        scheduling.start();
        workerBeats();

        publish(task);

        Assignment assignment = command(firstAssignment()).getAssignment();
        assertThat(assignment.getInput()).isEqualTo(json("{\"n\":1}"));
        assertThat(assignment.getDependencyOutputs()).isEqualTo(json("[{}]"));
    }

    @Test
    void anAssignmentWhoseInputIsNotToBeHadIsTriedAgain() {
        ReadyTask task = task().setInputElided(true).build();
        scheduling.start();
        workerBeats();
        publish(task);
        await().untilAsserted(
                        () -> assertThat(scheduling.view().assigned()).isGreaterThanOrEqualTo(2));

        ledger.inputs.put(task.getTaskId(), TaskInput.newBuilder().setId(task.getTaskId()).build());

        assertThat(firstAssignment()).isNotNull();
    }

    @Test
    void anAssignmentThatTheLogRefusedIsSentLater() {
        scheduling.start();
        workerBeats();
        await().until(() -> !scheduling.view().workers().isEmpty());
        publishUnhindered(task().build(), 3);

        assertThat(firstAssignment()).isNotNull();
        assertThat(messaging.refusals).hasValue(0);
    }

    @Test
    void aRecordThatCannotBeDecodedIsParkedAndTheRestGoesOn() {
        scheduling.start();
        workerBeats();
        raw(Topics.READY, 0, new byte[] {1, 2, 3});
        raw(Topics.READY, 0, ReadyTask.newBuilder().setType("a").build().toByteArray());
        raw(Topics.HEARTBEATS, 0, new byte[] {1, 2, 3});

        publish(task().build());

        assertThat(firstAssignment()).isNotNull();
        await().untilAsserted(() -> assertThat(log.records(Topics.DEAD_LETTERS)).hasSize(3));
    }

    @Test
    void theAttemptsOfAWorkerThatFallsSilentAreReleased() {
        scheduling.start();
        workerBeats();
        ReadyTask task = task().build();
        publish(task);
        assertThat(firstAssignment()).isNotNull();

        worker.shutdownNow();

        await().untilAsserted(() -> assertThat(ledger.released).isNotEmpty());
        assertThat(ledger.released.getFirst().getReason()).isEqualTo(ReleaseReason.WORKER_LOST);
        assertThat(ledger.released.getFirst().getTaskId()).isEqualTo(task.getTaskId());
        await().untilAsserted(
                        () ->
                                assertThat(scheduling.view().workers())
                                        .extracting(WorkerView::status)
                                        .containsExactly("dead"));
    }

    @Test
    void anOutcomeFreesTheSlot() {
        scheduling.start();
        workerBeats();
        List<ReadyTask> tasks = List.of(task().build(), task().build(), task().build());
        tasks.forEach(this::publish);
        await().untilAsserted(() -> assertThat(assignments()).hasSize(2)); // its capacity

        SchedulingChanges changes = new SchedulingChanges(scheduling);
        changes.changed(
                List.of(
                        completed(command(assignments().getFirst()).getAssignment()),
                        TaskChange.newBuilder().setTaskId(json("broken")).build()));

        await().untilAsserted(() -> assertThat(assignments()).hasSize(3));
    }

    @Test
    void aWorkerIsToldToDrainAndSeenDraining() {
        scheduling.start();
        workerBeats();
        HeardWorkers pool = new HeardWorkers(scheduling);
        await().until(() -> pool.worker("w-1").isPresent());

        assertThat(pool.drain("w-1")).isTrue();

        await().untilAsserted(
                        () ->
                                assertThat(pool.worker("w-1").orElseThrow().status())
                                        .isEqualTo("draining"));
        assertThat(log.records(Topics.ASSIGNED)).anyMatch(record -> command(record).hasDrain());
        assertThat(pool.drain("nobody")).isFalse();
    }

    @Test
    void aWaitingTaskHasAPlaceAndATypeItsCapability() {
        scheduling.start();
        workerBeats();
        SchedulerPlacement placement = new SchedulerPlacement(scheduling);
        ReadyTask waits = task().setType("unknown").build();
        ReadyTask runs = task().build();

        publish(waits);
        publish(runs);

        UUID waiting = Ids.fromBytes(waits.getTaskId());
        await().until(() -> placement.where(waiting).isPresent());
        assertThat(placement.where(waiting).orElseThrow())
                .isEqualTo(new Placement.Place(Placement.State.WINDOW, null, 1, 0));
        UUID running = Ids.fromBytes(runs.getTaskId());
        await().untilAsserted(
                        () ->
                                assertThat(placement.where(running).orElseThrow().state())
                                        .isEqualTo(Placement.State.ASSIGNED));
        assertThat(placement.assigned(running)).isEqualTo(placement.where(running));
        assertThat(placement.assigned(waiting)).isEmpty();
        await().untilAsserted(
                        () -> {
                            assertThat(placement.capability("a"))
                                    .isEqualTo(new Placement.Capability(1, 1));
                            assertThat(placement.capability("unknown"))
                                    .isEqualTo(new Placement.Capability(0, 0));
                        });
    }

    @Test
    void aTaskOfSeveralSlotsIsSentWithThemAndWhoCouldTakeItIsKnown() {
        scheduling.start();
        workerBeats();
        SchedulerPlacement placement = new SchedulerPlacement(scheduling);
        Routing inEu = Routing.newBuilder().addRequire("zone = eu").setSlots(2).build();
        Routing inUs = Routing.newBuilder().addRequire("zone = us").addRequire("zone").build();

        await().untilAsserted(
                        () ->
                                assertThat(placement.fit("a", inEu))
                                        .isEqualTo(new RoutingFit(1, 1, "")));
        assertThat(placement.fit("a", inUs)).isEqualTo(new RoutingFit(0, 0, "zone = us"));
        assertThat(placement.fit("a", Routing.newBuilder().setSlots(3).build()))
                .isEqualTo(new RoutingFit(0, 0, "3 slots"));
        publish(task().setDemands(Demands.newBuilder().setRouting(inUs)).build());
        publish(task().setDemands(Demands.newBuilder().setRouting(inEu)).build());

        await().until(() -> !assignments().isEmpty());
        assertThat(assignments())
                .extracting(record -> command(record).getAssignment().getSlots())
                .containsExactly(2);
        await().untilAsserted(
                        () ->
                                assertThat(placement.fit("a", inEu))
                                        .isEqualTo(new RoutingFit(1, 0, "")));
        assertThat(scheduling.view().workers().getFirst().labels()).containsEntry("zone", "eu");
    }

    @Test
    void whoStopsGivesItsPartitionsToTheOther() {
        scheduling.start();
        workerBeats();
        await().until(() -> scheduling.view().workers().size() == 1);
        Scheduling other = scheduling(Map.of());
        other.start();

        scheduling.stop();
        publish(task().build());
        publish(task().build());

        await().untilAsserted(() -> assertThat(other.view().inFlight()).isEqualTo(2));
        other.stop();
    }

    @Test
    void aProbeThatComesTooLateForALeaseIsRefusedAtStart() {
        assertThatThrownBy(() -> scheduling(Map.of("minion.schedule.probe-after", "30s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("minion.schedule.probe-after");
    }

    // What the world around the scheduler does.

    private Scheduling scheduling(Map<String, String> changed) {
        Map<String, String> quick =
                Map.of(
                        "MINION_PARTITIONS", "3",
                        "minion.schedule.listen", "100ms",
                        "minion.schedule.tick", "20ms",
                        "minion.schedule.retry", "50ms",
                        "minion.schedule.reconcile", "300ms",
                        "minion.schedule.probe-after", "200ms",
                        "minion.schedule.jitter", "20ms",
                        "minion.pool.lease", "1s");
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withMapping(SchedulingSettings.class)
                        .withMapping(PoolSettings.class)
                        .withDefaultValues(quick)
                        .withDefaultValues(changed)
                        .build();
        Scheduling made =
                new Scheduling(
                        messaging,
                        ledger,
                        line,
                        claimLine,
                        outcomes::addAll,
                        pauses::add,
                        config.getConfigMapping(SchedulingSettings.class),
                        config.getConfigMapping(PoolSettings.class),
                        CLOCK,
                        ids);
        made.obey(Event.StandingKnown.NOTHING);
        return made;
    }

    private void workerBeats() {
        var ignored =
                worker.scheduleAtFixedRate(
                        () -> raw(Topics.HEARTBEATS, 0, heartbeat().toByteArray()),
                        0,
                        50,
                        TimeUnit.MILLISECONDS);
    }

    private Heartbeat heartbeat() {
        return Heartbeat.newBuilder()
                .setWorkerId("w-1")
                .setAddress(address)
                .setCapacity(2)
                .addCapabilities("a")
                .putLabels("zone", "eu")
                .setAssignedPartition(1)
                .setIntervalMs(200)
                .setSequence(sequence.incrementAndGet())
                .build();
    }

    private ReadyTask.Builder task() {
        UUID id = ids.next();
        return ReadyTask.newBuilder()
                .setTaskId(Ids.toBytes(id))
                .setPartition(Partitions.of(id, PARTITIONS))
                .setType("a")
                .setPriority(5)
                .setFence(Fence.newBuilder().setEpoch(1).setAttempt(1));
    }

    private static TaskChange completed(Assignment assignment) {
        return TaskChange.newBuilder()
                .setTaskId(assignment.getTaskId())
                .setPartition(assignment.getPartition())
                .setFence(assignment.getFence())
                .setStatus(TaskStatus.COMPLETED)
                .setAttemptEnded(true)
                .setWorkerId("w-1")
                .build();
    }

    /** As the ledger does it: first the row, then the record. */
    private void publish(ReadyTask task) {
        ledger.ready.add(task);
        raw(Topics.READY, task.getPartition(), task.toByteArray());
    }

    /** The test's own record gets through; the scheduler's next ones do not. */
    private void publishUnhindered(ReadyTask task, int refusals) {
        messaging.refusals.set(refusals);
        publish(task);
    }

    private void raw(String topic, int partition, byte[] value) {
        var ignored =
                log.publisher()
                        .publish(
                                List.of(
                                        new Message(
                                                topic, partition, new byte[0], value, List.of())));
    }

    private List<Received> assignments() {
        return log.records(Topics.ASSIGNED).stream()
                .filter(record -> command(record).hasAssignment())
                .toList();
    }

    private Received firstAssignment() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(assignments()).isNotEmpty());
        return assignments().getFirst();
    }

    private static WorkerCommand command(Received record) {
        try {
            return WorkerCommand.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> headers(Received record) {
        return record.headers().stream()
                .collect(
                        Collectors.toMap(
                                Header::name,
                                header -> new String(header.value(), StandardCharsets.UTF_8)));
    }

    private static ByteString json(String text) {
        return ByteString.copyFromUtf8(text);
    }
}

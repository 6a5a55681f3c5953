package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Queues;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Routing;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is paused is not sent; what is under way goes on; and when it ends all is as before. */
class PausesTest {

    private static final Flow KEY = Flow.newBuilder().setKey("k").build();
    private static final Flow TWO = KEY.toBuilder().setConcurrency(2).build();

    private final Desk desk = Desk.settled(20);

    private static Paused type(String type) {
        return new Paused(false, Set.of(), Set.of(type), Set.of());
    }

    private static Paused namespace(String namespace) {
        return new Paused(false, Set.of(namespace), Set.of(), Set.of());
    }

    private static Paused key(String namespace, String key) {
        return new Paused(false, Set.of(), Set.of(), Set.of(new KeyName(namespace, key)));
    }

    private static final Paused EVERYTHING = new Paused(true, Set.of(), Set.of(), Set.of());

    private void pause(Paused paused) {
        desk.tell(new Event.StandingKnown(paused, List.of()));
    }

    private void goOn() {
        desk.tell(Event.StandingKnown.NOTHING);
    }

    private ReadyTask of(String namespace, Flow flow) {
        ReadyTask.Builder task =
                desk.task(5).toBuilder()
                        .setNamespace(namespace)
                        .setQueue(Queues.of(namespace, flow.getKey()));
        if (!flow.getKey().isEmpty()) {
            task.getDemandsBuilder().setFlow(flow);
        }
        return task.build();
    }

    private void hear(String... types) {
        Heartbeat.Builder beat = desk.heartbeat("w", 10).clearCapabilities();
        desk.tell(new Event.HeartbeatArrived(beat.addAllCapabilities(List.of(types)).build()));
    }

    private List<UUID> cancelled() {
        return desk.all(Effect.CancelTask.class).stream().map(Effect.CancelTask::taskId).toList();
    }

    static Stream<Paused> everyScope() {
        return Stream.of(EVERYTHING, type("a"), namespace("n"), key("n", "k"));
    }

    @ParameterizedTest
    @MethodSource("everyScope")
    void whatIsPausedWaitsAndGoesOutAsSoonAsThePauseEnds(Paused paused) {
        hear("a");
        ReadyTask before = of("n", KEY);
        pause(paused);
        ReadyTask first = of("n", KEY);
        ReadyTask second = of("n", KEY);

        desk.ready(before, first);
        desk.ready(second);
        assertThat(desk.takeAssigned()).isEmpty();

        goOn();

        assertThat(desk.takeAssigned()).containsExactly(id(before), id(first), id(second));
    }

    @ParameterizedTest
    @MethodSource("everyScope")
    void whatWaitsAlreadyIsHeldToo(Paused paused) {
        ReadyTask task = of("n", KEY);
        desk.ready(task);

        pause(paused);
        hear("a");
        assertThat(desk.takeAssigned()).isEmpty();
        goOn();

        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }

    @ParameterizedTest
    @MethodSource("everyScope")
    void whatIsUnderWayGoesOn(Paused paused) {
        hear("a");
        ReadyTask task = of("n", KEY);
        desk.ready(task);
        desk.takeAssigned();

        pause(paused);
        desk.passWith("w", 10, 20 * SECOND, Desk.running(task));

        assertThat(desk.scheduler.inFlight()).isEqualTo(1);
        assertThat(desk.all(Effect.CancelAttempt.class)).isEmpty();
        desk.completed(task);
        assertThat(desk.scheduler.inFlight()).isZero();
    }

    @Test
    void whatIsNotCoveredGoesOut() {
        hear("a", "b");
        ReadyTask otherType = desk.task("b", 5);
        ReadyTask otherNamespace = of("other", KEY);
        ReadyTask otherKey = of("n", Flow.newBuilder().setKey("k2").build());
        ReadyTask withoutKey = of("n", Flow.getDefaultInstance());

        pause(type("a"));
        desk.ready(otherType);
        assertThat(desk.takeAssigned()).containsExactly(id(otherType));

        pause(namespace("n"));
        desk.ready(otherNamespace, otherKey);
        assertThat(desk.takeAssigned()).containsExactly(id(otherNamespace));

        pause(key("n", "k"));
        desk.ready(withoutKey);
        assertThat(desk.takeAssigned()).containsExactlyInAnyOrder(id(otherKey), id(withoutKey));
    }

    @Test
    void nothingIsAssignedBeforeTheLedgerHasToldWhatIsPaused() {
        Desk fresh = new Desk(10);
        Scheduler scheduler = new Scheduler(SimulatedCoordinator.POLICY, fresh.fleet, 0);
        scheduler.on(new Event.PartitionsAssigned(Set.of(0)), 0);
        List<Effect> asked = scheduler.decide(0);
        Effect.RequestOpen open = first(asked, Effect.RequestOpen.class);
        Effect.RequestPage page = first(asked, Effect.RequestPage.class);
        scheduler.on(new Event.OpenArrived(0, open.term(), List.of()), 0);
        scheduler.on(new Event.PageArrived(0, page.term(), List.of(), List.of(), -1), 0);
        scheduler.on(new Event.HeartbeatArrived(fresh.heartbeat("w", 10).build()), 3 * SECOND);
        scheduler.on(new Event.ReadyArrived(List.of(fresh.task(5))), 3 * SECOND);
        assertThat(scheduler.decide(3 * SECOND)).noneMatch(Effect.Assign.class::isInstance);

        scheduler.on(Event.StandingKnown.NOTHING, 3 * SECOND);

        assertThat(scheduler.decide(3 * SECOND)).anyMatch(Effect.Assign.class::isInstance);
    }

    private static <T> T first(List<Effect> effects, Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
    }

    @Test
    void aPausedTypeWithRoutingWaitsToo() {
        hear("a");
        ReadyTask.Builder task = desk.task(5).toBuilder();
        task.getDemandsBuilder().setRouting(Routing.newBuilder().setSlots(2));
        pause(type("a"));

        desk.ready(task.build());
        assertThat(desk.takeAssigned()).isEmpty();
        goOn();

        assertThat(desk.takeAssigned()).containsExactly(id(task.build()));
    }

    @Test
    void ofAPausedTypePagesBringNoMoreThanAQuarterOfAWindow() {
        hear("a", "b");
        pause(type("a"));

        for (int i = 0; i < 30; i++) {
            desk.ready(desk.task("a", 5));
        }
        desk.passWith("w", 10, 6 * SECOND);

        assertThat(desk.scheduler.waiting()).isEqualTo(5);
        assertThat(desk.all(Effect.RequestPage.class).getLast().excludeTypes())
                .containsExactly("a");
        desk.answerPage(List.of(), false);
        goOn();
        assertThat(desk.all(Effect.RequestPage.class).getLast().excludeTypes()).isEmpty();
    }

    @Test
    void ofAPausedNamespaceAWindowTakesAQuarterAndIsNotAskedForMore() {
        hear("a");
        pause(namespace("n"));
        for (int i = 0; i < 30; i++) {
            desk.ready(of("n", Flow.newBuilder().setKey("k" + i).build()));
        }
        assertThat(desk.scheduler.waiting()).isEqualTo(5);
        desk.effects.clear();

        desk.tell(new Event.Tick());
        assertThat(desk.all(Effect.RequestPage.class)).isEmpty();
        goOn();

        assertThat(desk.takeAssigned()).hasSize(5);
        assertThat(desk.all(Effect.RequestPage.class).getLast().places()).hasSize(25);
    }

    @Test
    void aWindowFullOfWhatIsPausedLetsOthersIn() {
        desk.beat("full", 0);
        for (int i = 0; i < 20; i++) {
            desk.ready(of("n", Flow.newBuilder().setKey("k" + i).build()));
        }
        assertThat(desk.scheduler.waiting()).isEqualTo(20);
        pause(namespace("n"));
        hear("a");
        ReadyTask other = of("other", KEY);

        desk.ready(other);

        assertThat(desk.takeAssigned()).containsExactly(id(other));
    }

    @Test
    void aPauseCancelsNothingOfAKeyThatLetsNothingWait() {
        Flow newest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_NEWEST).build();
        hear("a");
        pause(key("n", "k"));
        desk.ready(of("n", newest), of("n", newest), of("n", newest));

        desk.pass(SECOND);
        assertThat(cancelled()).isEmpty();
        goOn();

        assertThat(desk.takeAssigned()).hasSize(2);
        assertThat(cancelled()).hasSize(1);
    }

    @Test
    void whatRunsIsNotCancelledForATaskThatMayNotBegin() {
        Flow oldest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_OLDEST).build();
        hear("a");
        ReadyTask first = of("n", oldest);
        desk.ready(first, of("n", oldest));
        pause(namespace("n"));

        desk.ready(of("n", oldest));
        assertThat(cancelled()).isEmpty();
        goOn();

        assertThat(cancelled()).containsExactly(id(first));
    }

    @Test
    void aFullKeyIsNoReasonToCancelTasksOfAPausedType() {
        Flow newest = TWO.toBuilder().setOnExcess(ExcessPolicy.EXCESS_CANCEL_NEWEST).build();
        hear("a", "b");
        pause(type("b"));
        ReadyTask waiting = of("n", newest).toBuilder().setType("b").build();
        desk.ready(waiting);

        desk.ready(of("n", newest), of("n", newest), of("n", newest));

        assertThat(desk.takeAssigned()).hasSize(2);
        assertThat(cancelled()).hasSize(1).doesNotContain(id(waiting));
    }

    @Test
    void ofTwoPausesThatCoverATaskBothMustEnd() {
        hear("a");
        pause(new Paused(false, Set.of("n"), Set.of("a"), Set.of()));
        ReadyTask task = of("n", KEY);
        desk.ready(task);

        pause(type("a"));
        assertThat(desk.takeAssigned()).isEmpty();
        pause(namespace("n"));
        assertThat(desk.takeAssigned()).isEmpty();
        goOn();

        assertThat(desk.takeAssigned()).containsExactly(id(task));
    }
}

package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static dev.minion.coordinator.schedule.core.Desk.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.RunningAttempt;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.pool.core.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tasks that ask for labels, workers and slots, and those that stand behind them. */
class RoutingTest {

    private static final Routing IN_EU = Routing.newBuilder().addRequire("zone = eu").build();

    private final Desk desk = Desk.settled(40);

    @Test
    void aTaskGoesOnlyToAWorkerWithTheLabelsThatItRequires() {
        hear("us", 1, Map.of("zone", "us"));
        ReadyTask task = task(5, IN_EU);

        desk.ready(task);
        assertThat(desk.takeAssigned()).isEmpty();

        hear("eu", 1, Map.of("zone", "eu"));
        assertThat(workersOf()).containsExactly("eu");
    }

    @Test
    void aWorkerThatChangesItsLabelsIsLookedAtAnew() {
        hear("w", 1, Map.of("zone", "us"));
        desk.ready(task(5, IN_EU));
        assertThat(desk.takeAssigned()).isEmpty();

        hear("w", 1, Map.of("zone", "eu"));

        assertThat(workersOf()).containsExactly("w");
    }

    @Test
    void ofThoseThatItMayGoToTheMostPreferredGoesFirstWhateverTheStrategySays() {
        hear("idle", 100, Map.of("zone", "us"));
        hear("near", 2, Map.of("zone", "eu", "disk", "ssd"));
        hear("nearer", 1, Map.of("zone", "eu", "disk", "nvme"));
        Routing routing =
                Routing.newBuilder()
                        .addPrefer(preference("zone = eu", 10))
                        .addPrefer(preference("disk = nvme", 1))
                        .build();

        desk.ready(task(5, routing), task(5, routing), task(5, routing), task(5, routing));

        assertThat(workersOf()).containsExactly("nearer", "near", "near", "idle");
    }

    @Test
    void aTaskSticksToAWorkerOrAvoidsOneByIdOrName() {
        hear("one-7f", 10, Map.of());
        hear("two-7f", 10, Map.of());

        desk.ready(
                task(5, Routing.newBuilder().setWorker(wish("two-7f", false)).build()),
                task(5, Routing.newBuilder().setWorker(wish("two", false)).build()),
                task(5, Routing.newBuilder().setAvoid(wish("two", false)).build()),
                task(5, Routing.newBuilder().setWorker(wish("one", true)).build()),
                task(5, Routing.newBuilder().setAvoid(wish("one", true)).build()));

        assertThat(workersOf()).containsExactly("two-7f", "two-7f", "one-7f", "one-7f", "two-7f");
    }

    @Test
    void aSoftWishGivesWayWhereAHardOneWaits() {
        hear("one-7f", 1, Map.of());

        desk.ready(task(5, Routing.newBuilder().setWorker(wish("two", false)).build()));
        assertThat(desk.takeAssigned()).isEmpty();
        desk.ready(task(5, Routing.newBuilder().setWorker(wish("two", true)).build()));
        assertThat(workersOf()).containsExactly("one-7f");
    }

    @Test
    void aHardToPlaceTaskBlocksNobodyBehindIt() {
        hear("eu", 1, Map.of("zone", "eu"));
        hear("us", 1, Map.of("zone", "us"));
        desk.ready(task(10, IN_EU));
        assertThat(workersOf()).containsExactly("eu");
        ReadyTask stuck = task(10, IN_EU);
        ReadyTask nowhere = task(10, Routing.newBuilder().addRequire("zone = mars").build());
        ReadyTask behind = desk.task(1);

        desk.ready(stuck, nowhere, behind);

        assertThat(desk.takeAssigned()).containsExactly(id(behind));
    }

    @Test
    void tasksThatShareARoutingFillAQuarterOfTheWindowAndTheRestStaysInTheLedger() {
        hear("eu", 1, Map.of("zone", "eu"));
        List<ReadyTask> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(task(5, IN_EU));
        }
        ReadyTask urgent = task(9, IN_EU);

        desk.ready(tasks.toArray(ReadyTask[]::new));
        desk.ready(urgent);

        assertThat(desk.scheduler.waiting()).isEqualTo(10);
        assertThat(desk.scheduler.where(id(urgent))).isNotNull();
        desk.takeAssigned();
        for (int i = 0; i < 6; i++) {
            desk.pass(SECOND);
            hear("eu", 1, Map.of("zone", "eu"));
        }
        Effect.RequestPage page = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(page.excludeTypes()).isEmpty();
        assertThat(page.excludeDemands())
                .containsExactly(
                        TypedDemands.newBuilder()
                                .setType("a")
                                .setDemands(Demands.newBuilder().setRouting(IN_EU))
                                .build());
    }

    @Test
    void whatStayedInTheLedgerIsReadWhenTheFirstOfItsRoutingAreDone() {
        hear("eu", 6, Map.of("zone", "eu"));
        List<ReadyTask> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(task(5, IN_EU));
        }
        desk.ready(tasks.toArray(ReadyTask[]::new));
        assertThat(desk.takeAssigned()).hasSize(6);

        desk.completed(tasks.get(0));

        Effect.RequestPage page = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(page.excludeDemands()).isEmpty();
        assertThat(page.places())
                .containsExactly(new Effect.QueuePlace(0, new Rank(5, id(tasks.get(10)))));
    }

    @Test
    void aRequirementThatNobodyMeetsCountsAsATypeThatNobodyRuns() {
        desk.beat("w", 1);
        Routing mars = Routing.newBuilder().addRequire("zone = mars").build();
        Routing venus = Routing.newBuilder().addRequire("zone = venus").build();
        for (int i = 0; i < 10; i++) {
            desk.ready(task(5, mars), task(5, venus));
        }
        assertThat(desk.scheduler.waiting()).isEqualTo(10);
        desk.effects.clear();

        hear("rover", 20, Map.of("zone", "mars"));

        assertThat(desk.takeAssigned()).hasSize(5);
        assertThat(desk.all(Effect.RequestPage.class).getFirst().excludeDemands()).isEmpty();
    }

    @Test
    void aTaskOfSeveralSlotsTakesThemAllAndGivesThemBack() {
        hear("w", 4, Map.of());
        ReadyTask wide = task(5, slots(3));

        desk.ready(wide, task(5, slots(2)), desk.task(1), desk.task(1));

        assertThat(desk.takeAssigned()).hasSize(2);
        assertThat(worker().held()).isEqualTo(4);
        desk.completed(wide);
        assertThat(desk.takeAssigned()).hasSize(2);
        assertThat(worker().held()).isEqualTo(4);
    }

    @Test
    void aTaskOfMoreSlotsThanAnyWorkerHasIsForNobody() {
        hear("w", 4, Map.of());

        desk.ready(task(5, slots(5)), desk.task(1));

        assertThat(desk.takeAssigned()).hasSize(1);
        desk.passWith("w", 4, 8 * SECOND);
        assertThat(desk.takeAssigned()).isEmpty();
    }

    /** The worker always has something of one slot to do, and never three slots free. */
    @Test
    void aTaskOfSeveralSlotsIsNotStarvedByThoseOfOne() {
        hear("w", 3, Map.of());
        List<ReadyTask> narrow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            narrow.add(desk.task(9));
        }
        desk.ready(narrow.toArray(ReadyTask[]::new));
        ReadyTask wide = task(5, slots(3));
        desk.ready(wide);
        List<UUID> assigned = new ArrayList<>(desk.takeAssigned());
        for (int i = 0; !assigned.contains(id(wide)); i++) {
            assertThat(i).as("rounds without the wide task").isLessThan(20);
            ReadyTask next = desk.task(9);
            narrow.add(next);
            desk.ready(next);
            hear("w", 3, Map.of(), narrow.subList(i, i + 3));
            desk.completed(narrow.get(i));
            assigned.addAll(desk.takeAssigned());
            desk.pass(SECOND / 4);
        }
        int sent = assigned.size() - 1;

        // It waits at the worker, and nothing goes there before it.
        for (ReadyTask each : narrow.subList(0, sent)) {
            desk.completed(each);
        }
        assertThat(desk.takeAssigned()).isEmpty();
        desk.completed(wide);
        assertThat(desk.takeAssigned()).isNotEmpty();
    }

    @Test
    void whatWaitsForItsSlotsDoesNotRunYet() {
        hear("w", 2, Map.of());
        ReadyTask narrow = desk.task(5);
        ReadyTask wide = Desk.withRunTimeout(task(5, slots(2)), 1_000);
        desk.ready(narrow);
        desk.ready(wide);
        desk.passWith("w", 2, 2 * SECOND, running(narrow));
        assertThat(desk.takeAssigned()).containsExactly(id(narrow), id(wide));
        RunningAttempt waiting = running(wide).toBuilder().setSlots(2).setWaiting(true).build();
        desk.passWith("w", 2, 30 * SECOND, running(narrow), waiting);
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isEmpty();

        RunningAttempt begun = waiting.toBuilder().setWaiting(false).build();
        desk.passWith("w", 2, 10 * SECOND, begun);
        assertThat(desk.all(Effect.ReleaseAttempts.class)).isNotEmpty();
    }

    private Worker worker() {
        return desk.fleet.workers().iterator().next();
    }

    private void hear(String worker, int capacity, Map<String, String> labels) {
        hear(worker, capacity, labels, List.of());
    }

    private void hear(
            String worker, int capacity, Map<String, String> labels, List<ReadyTask> running) {
        int dash = worker.indexOf('-');
        desk.tell(
                new Event.HeartbeatArrived(
                        desk.heartbeat(
                                        worker,
                                        capacity,
                                        running.stream()
                                                .map(Desk::running)
                                                .toArray(RunningAttempt[]::new))
                                .setName(dash < 0 ? worker : worker.substring(0, dash))
                                .putAllLabels(labels)
                                .build()));
    }

    private ReadyTask task(int priority, Routing routing) {
        return desk.task(priority).toBuilder()
                .setDemands(Demands.newBuilder().setRouting(routing))
                .build();
    }

    private static Routing slots(int slots) {
        return Routing.newBuilder().setSlots(slots).build();
    }

    private static Preference preference(String labels, double weight) {
        return Preference.newBuilder().setLabels(labels).setWeight(weight).build();
    }

    private static WorkerWish wish(String id, boolean prefer) {
        return WorkerWish.newBuilder().setId(id).setPrefer(prefer).build();
    }

    /** To whom tasks were sent since the last call, in order. */
    private List<String> workersOf() {
        List<String> workers =
                desk.all(Effect.Assign.class).stream().map(Effect.Assign::workerId).toList();
        var ignored = desk.takeAssigned();
        return workers;
    }
}

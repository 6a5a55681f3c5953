package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.Desk.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Queues;
import dev.minion.contracts.records.ReadyTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is served next among namespaces, and what of the window they may fill. */
class FairnessTest {

    private final Map<UUID, String> namespaces = new HashMap<>();

    /** Somebody runs the type, but has no slot yet. */
    private static Desk withBusyWorker(int window) {
        Desk desk = Desk.settled(window);
        desk.beat("w", 0);
        return desk;
    }

    private ReadyTask of(Desk desk, String namespace, int priority) {
        ReadyTask task =
                desk.task(priority).toBuilder()
                        .setNamespace(namespace)
                        .setQueue(Queues.of(namespace, ""))
                        .build();
        namespaces.put(id(task), namespace);
        return task;
    }

    private List<ReadyTask> many(Desk desk, String namespace, int count) {
        List<ReadyTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(of(desk, namespace, 5));
        }
        return tasks;
    }

    private static void ready(Desk desk, List<ReadyTask> tasks) {
        desk.tell(new Event.ReadyArrived(tasks));
    }

    private List<String> served(Desk desk) {
        return desk.takeAssigned().stream().map(namespaces::get).toList();
    }

    @Test
    void namespacesThatWaitTakeTurnsHoweverManyTasksTheyHave() {
        Desk desk = withBusyWorker(1_000);
        ready(desk, many(desk, "flood", 100));
        ready(desk, many(desk, "few", 3));

        desk.beat("w", 6);

        assertThat(served(desk)).containsExactly("flood", "few", "flood", "few", "flood", "few");
    }

    @Test
    void whoComesLateNeitherWaitsForTheFloodNorMakesUpForTheTimeBefore() {
        Desk desk = withBusyWorker(1_000);
        List<ReadyTask> flood = many(desk, "flood", 100);
        ready(desk, flood);
        desk.beat("w", 50);
        desk.takeAssigned();
        ready(desk, many(desk, "few", 10));

        desk.beat("w", 56);

        assertThat(served(desk)).containsExactly("few", "flood", "few", "flood", "few", "flood");
    }

    @Test
    void twiceTheWeightIsTwiceTheShare() {
        Desk desk = withBusyWorker(1_000);
        ready(desk, many(desk, "light", 100));
        ready(desk, many(desk, "heavy", 100));

        desk.beat("w", 30);

        assertThat(served(desk)).filteredOn("heavy"::equals).hasSize(20);
    }

    @Test
    void priorityGoesBeforeFairness() {
        Desk desk = withBusyWorker(1_000);
        ready(desk, many(desk, "few", 3));
        ReadyTask urgent = of(desk, "flood", 9);
        ready(desk, many(desk, "flood", 10));
        desk.ready(urgent, of(desk, "flood", 9));

        desk.beat("w", 3);

        assertThat(served(desk)).startsWith("flood", "flood").hasSize(3);
    }

    @Test
    void whatANamespaceGetsOfOneTypeCountsAgainstItForAnother() {
        Desk desk = withBusyWorker(1_000);
        desk.tell(new Event.HeartbeatArrived(desk.heartbeat("w", 0).addCapabilities("b").build()));
        ready(desk, many(desk, "flood", 50));
        List<ReadyTask> others = new ArrayList<>();
        for (ReadyTask task : many(desk, "few", 5)) {
            others.add(task.toBuilder().setType("b").build());
        }
        ready(desk, others);

        desk.tell(new Event.HeartbeatArrived(desk.heartbeat("w", 10).addCapabilities("b").build()));

        assertThat(served(desk)).filteredOn("few"::equals).hasSize(5);
    }

    @Test
    void aFloodThatFillsTheWindowMakesRoomForOthers() {
        Desk desk = withBusyWorker(20);
        ready(desk, many(desk, "flood", 30));
        List<ReadyTask> few = many(desk, "few", 3);

        ready(desk, few);

        assertThat(desk.scheduler.waiting()).isEqualTo(20);
        assertThat(few).allSatisfy(task -> assertThat(desk.scheduler.where(id(task))).isNotNull());
    }

    @Test
    void whatMadeRoomIsReadAgainFromWhereItStood() {
        Desk desk = withBusyWorker(20);
        List<ReadyTask> flood = many(desk, "flood", 30);
        ready(desk, flood);
        ready(desk, many(desk, "few", 3));

        desk.beat("w", 14);

        Effect.RequestPage page = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(page.places())
                .containsExactly(
                        new Effect.QueuePlace(
                                Queues.of("flood", ""), new Rank(5, id(flood.get(17)))));
    }

    @Test
    void aQueueThatIsFullHoldsNoOtherOut() {
        Desk desk = withBusyWorker(20);
        ready(desk, many(desk, "flood", 30));
        ReadyTask fresh = of(desk, "few", 1);

        ready(desk, List.of(fresh));
        desk.beat("w", 2);

        assertThat(served(desk)).hasSize(2);
        assertThat(desk.scheduler.where(id(fresh))).isNotNull();
    }

    @Test
    void theReadingOfAllQueuesGoesOnWhereThePageEnded() {
        Desk desk = Desk.settled(20);
        desk.passWith("w", 0, 6 * SECOND);
        Effect.RequestPage first = desk.all(Effect.RequestPage.class).getLast();
        desk.effects.clear();

        desk.tell(
                new Event.PageArrived(
                        0, first.term(), List.of(of(desk, "few", 5)), List.of(), 1_000));

        Effect.RequestPage second = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(second.after()).isEqualTo(1_000);
        desk.tell(
                new Event.PageArrived(
                        0, first.term(), List.of(of(desk, "other", 5)), List.of(), -1));
        assertThat(desk.scheduler.waiting()).isEqualTo(2);
    }

    /** Against a model that has nothing but a list and the shares. */
    @Test
    void overAnyLengthNobodyThatWaitsFallsBehindItsShare() {
        for (int seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Desk desk = withBusyWorker(10_000);
            int contenders = random.nextInt(2, 6);
            for (int i = 0; i < contenders; i++) {
                String namespace = i == 0 ? "heavy" : "ns-" + i;
                ready(desk, many(desk, namespace, random.nextInt(200, 400)));
            }
            desk.beat("w", 150);

            Map<String, Long> counts = new HashMap<>();
            served(desk).forEach(each -> counts.merge(Objects.requireNonNull(each), 1L, Long::sum));

            double share = 150.0 / (contenders + 1);
            counts.forEach(
                    (namespace, count) ->
                            assertThat((double) count)
                                    .as(namespace)
                                    .isBetween(
                                            share * (namespace.equals("heavy") ? 2 : 1) - 2,
                                            share * (namespace.equals("heavy") ? 2 : 1) + 2));
            assertThat(counts).hasSize(contenders);
        }
    }
}

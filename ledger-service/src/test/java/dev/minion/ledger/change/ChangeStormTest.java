package dev.minion.ledger.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Micros;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Servers;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Transactions;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever many do to tasks at once: everybody reads the same, once, and nothing comes late. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ChangeStormTest extends ChangesTest {

    private static final int USERS = 6;
    private static final int STEPS = 45;
    private static final int LONGEST_HOLD_MILLIS = 60;

    @Inject @GrpcService TaskHistory history;
    @Inject Transactions transactions;
    @Inject Vertx vertx;
    @Inject InstantSource clock;

    private final Collection<NewTask.Builder> all = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyFollowerReadsTheSameOnceInOneOrder(long seed) throws Exception {
        String beginning = here();
        List<List<Change>> followed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Change>>> followers = new ArrayList<>();
            followers.add(threads.submit(() -> follow(beginning, 1_000)));
            followers.add(threads.submit(() -> follow(beginning, 7)));
            List<Future<?>> users = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                Random random = new Random(seed * 100 + user);
                users.add(threads.submit(() -> use(random)));
            }
            users.add(threads.submit(this::seeTasksToTheirEnds));
            for (int later = 0; later < 3; later++) {
                String here = here();
                followers.add(threads.submit(() -> follow(here, 50)));
            }
            for (Future<?> user : users) {
                user.get();
            }
            all.stream().filter(this::isDueSoon).forEach(this::awaitRetry);
            over.set(true);
            for (Future<List<Change>> follower : followers) {
                followed.add(follower.get());
            }
        }

        List<Change> whole = all(beginning, 100);
        assertThat(followed.get(0)).isEqualTo(whole);
        assertThat(followed.get(1)).isEqualTo(whole);
        for (List<Change> later : followed.subList(2, followed.size())) {
            assertThat(whole.subList(whole.size() - later.size(), whole.size())).isEqualTo(later);
        }
        assertThat(whole).extracting(Change::getPosition).doesNotHaveDuplicates();
        assertPaths(whole);
    }

    /** Nothing changes by itself any more: what failed has come back to be tried again. */
    private void awaitRetry(NewTask.Builder task) {
        await().atMost(SOON).until(() -> !isDueSoon(task));
    }

    private boolean isDueSoon(NewTask.Builder task) {
        Task now = get(task);
        return now.getStatus() == TaskStatus.SCHEDULED
                && now.getRunAfterUs() < Micros.of(clock.instant().plusSeconds(600));
    }

    private List<Change> follow(String from, int limit) {
        List<Change> seen = new ArrayList<>();
        String next = from;
        boolean done = false;
        while (!done) {
            boolean last = over.get();
            ChangesPage page = read(reading().setPosition(next).setLimit(limit));
            assertThat(page.hasProblem()).isFalse();
            seen.addAll(page.getChangesList());
            next = page.getNext();
            done = last && page.getCaughtUp();
        }
        return seen;
    }

    /** Each task's changes are its timeline: a legal path to where it is. */
    private void assertPaths(List<Change> whole) {
        Map<String, List<Transition>> paths =
                whole.stream()
                        .collect(
                                Collectors.groupingBy(
                                        ChangesTest::id,
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                Change::getTransition, Collectors.toList())));
        assertThat(paths.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(task -> text(task)).collect(Collectors.toSet()));
        for (NewTask.Builder task : all) {
            List<Transition> path = paths.getOrDefault(text(task), List.of());
            assertLegal(path);
            assertThat(path.getLast().getTo()).isEqualTo(status(task));
            if (task.getDependenciesCount() == 0) {
                assertThat(path).isEqualTo(timeline(task));
            }
        }
        assertThat(
                        whole.stream()
                                .map(change -> change.getTransition().getTo())
                                .collect(Collectors.toSet()))
                .contains(
                        TaskStatus.READY,
                        TaskStatus.BLOCKED,
                        TaskStatus.SCHEDULED,
                        TaskStatus.RUNNING,
                        TaskStatus.COMPLETED,
                        TaskStatus.FAILED,
                        TaskStatus.CANCELLED,
                        TaskStatus.DEAD);
    }

    private static void assertLegal(List<Transition> path) {
        TaskStatus at = TaskStatus.TASK_STATUS_UNSPECIFIED;
        for (Transition step : path) {
            assertThat(step.getFrom()).as(path.toString()).isEqualTo(at);
            if (at != TaskStatus.TASK_STATUS_UNSPECIFIED) {
                assertThat(Transitions.allowed(at, step.getTo())).as(path.toString()).isTrue();
            }
            at = step.getTo();
        }
    }

    private List<Transition> timeline(NewTask.Builder task) {
        return now(history.getTimeline(
                        GetTimelineRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .build()))
                .getTransitionsList();
    }

    private void use(Random random) {
        List<NewTask.Builder> known = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            if (known.isEmpty() || random.nextInt(4) == 0) {
                known.addAll(submit(random, known));
            } else {
                change(random, known.get(random.nextInt(known.size())));
                changeTogether(random);
            }
        }
    }

    /** The ends that chance does not bring about in every storm; nobody else knows these tasks. */
    private void seeTasksToTheirEnds() {
        NewTask.Builder failed = task("some");
        NewTask.Builder dead = task("some").setRetry(RetryPolicy.newBuilder().setMaxAttempts(2));
        create(failed, dead);
        tell(failed(failed, 1, "no", false));
        for (int attempt = 1; attempt <= 2; attempt++) {
            var _ = now(ledger.releaseTasks(release(dead.getId(), attempt)));
        }
        all.addAll(List.of(failed, dead));
    }

    private List<NewTask.Builder> submit(Random random, List<NewTask.Builder> known) {
        NewTask.Builder[] tasks =
                IntStream.range(0, 1 + random.nextInt(20))
                        .mapToObj(i -> some(random, known))
                        .toArray(NewTask.Builder[]::new);
        create(tasks);
        if (random.nextInt(5) == 0) {
            create(tasks);
        }
        all.addAll(List.of(tasks));
        return List.of(tasks);
    }

    private NewTask.Builder some(Random random, List<NewTask.Builder> known) {
        NewTask.Builder task =
                task("some")
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(2)
                                        .setInitialDelayMs(random.nextInt(100)));
        if (random.nextInt(8) == 0) {
            task.setRunAfterUs(Micros.of(clock.instant().plusSeconds(3_600)));
        } else if (!known.isEmpty() && random.nextInt(3) == 0) {
            task.addDependencies(text(known.get(random.nextInt(known.size()))));
        }
        return task;
    }

    private void change(Random random, NewTask.Builder task) {
        int attempt = 1 + random.nextInt(3);
        ByteString id = task.getId();
        switch (random.nextInt(8)) {
            case 0, 1 -> tell(completed(task, attempt, "1"));
            case 2 -> tell(failed(task, attempt, "no", random.nextBoolean()));
            case 3 -> tell(started(id, attempt));
            case 4 -> report(completed(task, attempt, "1"), started(id, attempt));
            case 5 -> {
                var _ = now(ledger.cancelTask(cancel(id)));
            }
            case 6 -> {
                var _ = now(ledger.retryTask(retry(id)));
            }
            default -> {
                var _ = now(ledger.releaseTasks(release(id, attempt)));
                var _ = now(ledger.releaseTasks(release(id, attempt + 1)));
            }
        }
    }

    /** What anybody made, in batches, and within transactions that stay open for a while. */
    private void changeTogether(Random random) {
        List<NewTask.Builder> some =
                all.stream().filter(task -> random.nextInt(40) == 0).limit(10).toList();
        if (random.nextBoolean()) {
            tell(some.stream().map(task -> completed(task, 1, "1")).toArray(TaskEvent[]::new));
        } else {
            cancelSlowly(some, random.nextInt(LONGEST_HOLD_MILLIS));
        }
    }

    private void cancelSlowly(List<NewTask.Builder> tasks, int holdMillis) {
        List<UUID> ids = tasks.stream().map(task -> Ids.fromBytes(task.getId())).toList();
        var _ =
                now(
                        transactions.run(
                                transaction ->
                                        transaction
                                                .lock(ids)
                                                .compose(
                                                        locked ->
                                                                transaction.write(
                                                                        cancelled(locked.values())))
                                                .compose(
                                                        done -> {
                                                            Promise<Boolean> held =
                                                                    Promise.promise();
                                                            vertx.setTimer(
                                                                    1 + holdMillis,
                                                                    timer -> held.complete(true));
                                                            return held.future();
                                                        })));
    }

    private static List<Decided> cancelled(Collection<LockedTask> tasks) {
        List<Decided> decisions = new ArrayList<>();
        for (LockedTask task : tasks) {
            if (task.state().attempt() < 2
                    && RequestRules.cancel(task.state(), "storm")
                            instanceof Verdict.Accepted accepted) {
                decisions.add(Decided.of(task, accepted));
            }
        }
        return decisions;
    }

    private static TaskEvent started(ByteString id, int attempt) {
        return event(id, attempt).setStarted(Started.getDefaultInstance()).build();
    }

    private CancelTaskRequest cancel(ByteString id) {
        return CancelTaskRequest.newBuilder().setNamespace(namespace).setId(id).build();
    }

    private RetryTaskRequest retry(ByteString id) {
        return RetryTaskRequest.newBuilder().setNamespace(namespace).setId(id).build();
    }

    private static ReleaseTasksRequest release(ByteString id, int attempt) {
        return ReleaseTasksRequest.newBuilder()
                .addReleases(
                        Release.newBuilder()
                                .setTaskId(id)
                                .setFence(Fence.newBuilder().setEpoch(1).setAttempt(attempt))
                                .setReason(ReleaseReason.WORKER_LOST)
                                .setStarted(true))
                .build();
    }
}

package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What tasks of a simulated world ask for, and the same said once more in plain Java. */
final class RandomRoutings {

    /** No task asks for more slots than this. */
    static final int MOST_SLOTS = 3;

    private static final String ZONE = "zone = eu";
    private static final String MEMORY = "memory > 32, gpu in (a100, h100)";
    private static final String NOT_SPOT = "spot != true";

    private RandomRoutings() {}

    /** The names of workers repeat, as those of workers do that are started again. */
    static String name(String workerId) {
        return workerId.endsWith("1") || workerId.endsWith("4") ? "odd" : "even";
    }

    /** One with which a worker can be asked for everything. */
    static Map<String, String> allLabels() {
        return Map.of("zone", "eu", "memory", "64", "gpu", "a100", "spot", "false");
    }

    static Map<String, String> labels(RandomGenerator random) {
        return Map.of(
                "zone", random.nextBoolean() ? "eu" : "us",
                "memory", random.nextBoolean() ? "64" : "16",
                "gpu", random.nextBoolean() ? "h100" : "none",
                "spot", random.nextBoolean() ? "true" : "false");
    }

    /** Null where the task asks for nothing. */
    static @Nullable Demands demands(RandomGenerator random) {
        Routing.Builder routing = Routing.newBuilder();
        switch (random.nextInt(6)) {
            case 0 -> routing.addRequire(ZONE);
            case 1 -> routing.addRequire(MEMORY).addRequire(NOT_SPOT);
            case 2 ->
                    routing.addPrefer(Preference.newBuilder().setLabels(ZONE).setWeight(10))
                            .setWorker(WorkerWish.newBuilder().setId("worker-1").setPrefer(true));
            case 3 -> routing.setAvoid(WorkerWish.newBuilder().setId("odd"));
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            routing.setSlots(random.nextInt(1, MOST_SLOTS + 1));
        }
        Routing asked = routing.build();
        return asked.equals(Routing.getDefaultInstance())
                ? null
                : Demands.newBuilder().setRouting(asked).build();
    }

    /** Fails where the task may not go to the worker. */
    static void requireAllowed(ReadyTask task, SimulatedWorker worker) {
        Routing routing = task.getDemands().getRouting();
        Map<String, String> labels = worker.labels;
        for (String selector : routing.getRequireList()) {
            boolean met =
                    switch (selector) {
                        case ZONE -> "eu".equals(labels.get("zone"));
                        case MEMORY ->
                                "64".equals(labels.get("memory"))
                                        && ("a100".equals(labels.get("gpu"))
                                                || "h100".equals(labels.get("gpu")));
                        case NOT_SPOT -> !"true".equals(labels.get("spot"));
                        default -> throw new AssertionError(selector);
                    };
            require(met, task, worker);
        }
        require(
                !routing.hasAvoid()
                        || routing.getAvoid().getPrefer()
                        || !routing.getAvoid().getId().equals(name(worker.id)),
                task,
                worker);
        require(routing.getSlots() <= worker.capacity, task, worker);
    }

    private static void require(boolean met, ReadyTask task, SimulatedWorker worker) {
        if (!met) {
            throw new AssertionError(task.getDemands() + " went to " + worker.id + worker.labels);
        }
    }
}

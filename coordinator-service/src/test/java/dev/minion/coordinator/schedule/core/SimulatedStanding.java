package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;

import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** What is paused in the simulated world, by people and by rules. */
final class SimulatedStanding {

    private static final ErrorRule EACH_TYPE =
            rule(1, PauseTarget.newBuilder().setScope(PauseScope.PAUSE_TYPE).build());
    private static final ErrorRule EACH_KEY =
            rule(2, PauseTarget.newBuilder().setScope(PauseScope.PAUSE_KEY).build());

    private final SimulatedNetwork network;

    /** Draws nothing from the world's own chance. */
    final SplittableRandom random;

    /** Where nothing ever is, coordinators are told so once. */
    final boolean changes;

    private final Map<PauseTarget, Long> until = new HashMap<>();
    private final List<ErrorRule> rules;
    int byRule;

    SimulatedStanding(SimulatedNetwork network, long seed, boolean changes) {
        this.network = network;
        this.random = new SplittableRandom(seed * 31);
        this.changes = changes;
        this.rules = changes && random.nextBoolean() ? List.of(EACH_TYPE, EACH_KEY) : List.of();
    }

    private static ErrorRule rule(int number, PauseTarget target) {
        return new ErrorRule(new UUID(0, number), target, 0.5, 5, 10_000 * MILLI, 3_000);
    }

    /** Something is paused for a while, all of it before that moment. */
    void pauseSomething(long end) {
        PauseTarget.Builder target = PauseTarget.newBuilder();
        switch (random.nextInt(4)) {
            case 0 -> target.setScope(PauseScope.PAUSE_EVERYTHING);
            case 1 -> target.setScope(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace());
            case 2 ->
                    target.setScope(PauseScope.PAUSE_TYPE)
                            .setType(random.nextInt(2) == 0 ? "a" : "b");
            default ->
                    target.setScope(PauseScope.PAUSE_KEY)
                            .setNamespace(namespace())
                            .setKey("key-" + random.nextInt(4));
        }
        start(target.build(), random.nextLong(100, Math.max(101, (end - network.now) / MILLI)));
    }

    private String namespace() {
        return random.nextInt(3) == 0 ? "default" : "ns-" + random.nextInt(4);
    }

    /** As the ledger does: what is paused already stays as it is. */
    void start(PauseTarget target, long millis) {
        if (until.getOrDefault(target, 0L) <= network.now) {
            until.put(target, network.now + millis * MILLI);
        }
    }

    void start(Effect.StartPause pause) {
        byRule++;
        start(pause.target(), pause.rule().pauseMillis());
    }

    /** What is in force now. */
    Event.StandingKnown known() {
        boolean everything = false;
        Set<String> namespaces = new HashSet<>();
        Set<String> types = new HashSet<>();
        Set<KeyName> keys = new HashSet<>();
        for (Map.Entry<PauseTarget, Long> pause : until.entrySet()) {
            if (pause.getValue() > network.now) {
                PauseTarget target = pause.getKey();
                switch (target.getScope()) {
                    case PAUSE_EVERYTHING -> everything = true;
                    case PAUSE_NAMESPACE -> namespaces.add(target.getNamespace());
                    case PAUSE_TYPE -> types.add(target.getType());
                    default -> keys.add(new KeyName(target.getNamespace(), target.getKey()));
                }
            }
        }
        return new Event.StandingKnown(new Paused(everything, namespaces, types, keys), rules);
    }
}

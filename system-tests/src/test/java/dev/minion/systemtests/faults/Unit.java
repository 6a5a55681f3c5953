package dev.minion.systemtests.faults;

import java.util.List;

/**
 * One request of the workload.
 *
 * @param key its idempotency key
 * @param path after the coordinator's URL
 * @param body JSON
 * @param tasks those it carries, in order
 */
record Unit(String key, String path, String body, List<Planned> tasks) {

    /**
     * One task of a request.
     *
     * @param name unlike all others of the session
     * @param failures how often its handler says no before it succeeds
     */
    record Planned(String name, int failures) {}

    boolean single() {
        return tasks.size() == 1;
    }
}

package dev.minion.benchmarks.workload;

import java.util.Map;

/**
 * What users were promised of an operation.
 *
 * @param perSecond requests
 * @param p99Millis within which all but one in a hundred are answered
 */
record Promise(int perSecond, double p99Millis) {

    /** By the name of the operation. No rate was promised of progress: that of updates. */
    static final Map<String, Promise> OF =
            Map.of(
                    "create", new Promise(1_500, 8),
                    "get", new Promise(5_000, 3),
                    "update", new Promise(1_200, 5),
                    "list_10", new Promise(500, 10),
                    "list_100", new Promise(500, 50),
                    "page_10", new Promise(500, 10),
                    "page_100", new Promise(500, 50),
                    "progress", new Promise(1_200, 2));
}

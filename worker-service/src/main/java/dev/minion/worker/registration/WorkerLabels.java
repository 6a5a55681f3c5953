package dev.minion.worker.registration;

import dev.minion.contracts.LabelSyntax;
import java.util.Map;
import java.util.TreeMap;

/** The labels by which tasks ask for this worker. */
final class WorkerLabels {

    private WorkerLabels() {}

    /**
     * Reads the setting.
     *
     * @param setting like {@code zone=eu,gpu=a100}; may be empty
     * @throws IllegalArgumentException where it is no list of labels
     */
    static Map<String, String> parse(String setting) {
        Map<String, String> labels = new TreeMap<>();
        for (String pair : setting.split(",", -1)) {
            if (!pair.isBlank()) {
                put(labels, pair.strip());
            }
        }
        if (labels.size() > LabelSyntax.MOST) {
            throw new IllegalArgumentException(
                    "WORKER_LABELS has more than " + LabelSyntax.MOST + " labels");
        }
        return labels;
    }

    private static void put(Map<String, String> labels, String pair) {
        int sign = pair.indexOf('=');
        String key = sign < 0 ? "" : pair.substring(0, sign).strip();
        String value = pair.substring(sign + 1).strip();
        if (!LabelSyntax.isKey(key) || !LabelSyntax.isValue(value)) {
            throw new IllegalArgumentException(
                    "WORKER_LABELS is a list like \"zone=eu,gpu=a100\", not \"" + pair + '"');
        }
        if (labels.put(key, value) != null) {
            throw new IllegalArgumentException("WORKER_LABELS has the label " + key + " twice");
        }
    }
}

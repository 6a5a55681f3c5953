package dev.minion.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Two reports, figure by figure: what the later one has is divided by what the earlier one had.
 *
 * <p>Amounts that were asked for, and figures of single runs, are no results and are left out.
 */
final class Comparison {

    private static final Set<String> ASKED =
            Set.of(
                    "cores",
                    "commit",
                    "warmup_tasks",
                    "tasks",
                    "seconds",
                    "runs",
                    "cpu_s_by_process",
                    "backlog_tasks");
    private static final String MACHINE = "all";

    private Comparison() {}

    /** A line for each workload that both have, and one for what is of none. */
    static List<String> lines(JsonNode now, JsonNode earlier) {
        List<String> lines = new ArrayList<>();
        StringJoiner machine = new StringJoiner(", ", line(MACHINE), "").setEmptyValue("");
        now.properties()
                .forEach(
                        entry -> {
                            String name = entry.getKey();
                            JsonNode value = entry.getValue();
                            JsonNode before = earlier.path(name);
                            if (value.isObject() && before.isObject()) {
                                StringJoiner line =
                                        new StringJoiner(", ", line(name), "").setEmptyValue("");
                                ratios(line, "", value, before);
                                lines.add(line.toString());
                            } else {
                                ratio(machine, name, value, before);
                            }
                        });
        lines.addFirst(machine.toString());
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private static String line(String name) {
        return String.format(Locale.ROOT, "%-8s ", name);
    }

    private static void ratios(StringJoiner line, String prefix, JsonNode now, JsonNode earlier) {
        now.properties()
                .forEach(
                        entry -> {
                            String key = entry.getKey();
                            JsonNode value = entry.getValue();
                            JsonNode before = earlier.path(key);
                            if (ASKED.contains(key)) {
                                return;
                            }
                            if (value.isObject()) {
                                String group = key.replaceFirst("_by_process$", "");
                                ratios(line, prefix + group + " of ", value, before);
                            } else {
                                ratio(line, prefix + key, value, before);
                            }
                        });
    }

    private static void ratio(StringJoiner line, String key, JsonNode now, JsonNode before) {
        boolean comparable = now.isNumber() && before.isNumber() && before.asDouble() != 0;
        if (comparable && !ASKED.contains(key)) {
            double ratio = now.asDouble() / before.asDouble();
            line.add(key + String.format(Locale.ROOT, " %.2fx", ratio));
        }
    }
}

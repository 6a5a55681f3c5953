package dev.minion.worker.handler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment of a program: a fixed start, variables named by the operator, and nothing else.
 */
final class ExecEnvironment {

    private ExecEnvironment() {}

    static Map<String, String> of(ExecSettings settings, Map<String, String> own) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("LANG", "C.UTF-8");
        environment.put("PATH", settings.path());
        for (String name : settings.environment().orElse(List.of())) {
            String value = own.get(name.strip());
            if (value != null) {
                environment.put(name.strip(), value);
            }
        }
        for (String variable : settings.variables().orElse(List.of())) {
            int equals = variable.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "minion.handlers.exec.variables: not NAME=value: " + variable);
            }
            environment.put(variable.substring(0, equals).strip(), variable.substring(equals + 1));
        }
        return Map.copyOf(environment);
    }
}

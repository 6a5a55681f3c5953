package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.Output;
import dev.minion.localstack.stack.ComponentStatus;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.ServicePorts;
import dev.minion.localstack.stack.StackObserver;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a stack is and does, in words and in JSON. */
final class StackReport {

    private StackReport() {}

    /** Tells each step in a line of its own. */
    static StackObserver observer(Output output) {
        return new StackObserver() {
            @Override
            public void starting(String name) {
                output.line("  " + name + " is starting");
            }

            @Override
            public void ready(String name, Duration took) {
                output.line(
                        String.format(
                                Locale.ROOT,
                                "  %s is ready after %.1f s",
                                name,
                                took.toMillis() / 1000.0));
            }

            @Override
            public void stopped(String name) {
                output.line("  " + name + " is stopped");
            }
        };
    }

    static List<String> addresses(LocalStack stack) {
        ServicePorts coordinator = stack.layout().ports().of(ServiceKind.COORDINATOR);
        return List.of(
                "  REST      " + stack.url() + "  (OpenAPI at /openapi)",
                "  gRPC      127.0.0.1:" + coordinator.grpc(),
                "  health    http://127.0.0.1:" + coordinator.management() + "/q/health",
                "  metrics   http://127.0.0.1:" + coordinator.management() + "/q/metrics");
    }

    static ArrayNode json(List<ComponentStatus> all) {
        ArrayNode components = Output.JSON.createArrayNode();
        for (ComponentStatus each : all) {
            ObjectNode one = components.addObject();
            one.put("name", each.name());
            one.put("state", each.state().name().toLowerCase(Locale.ROOT));
            if (each.pid() != 0) {
                one.put("pid", each.pid());
                one.put("memory_bytes", each.memoryBytes());
            }
            ArrayNode ports = one.putArray("ports");
            each.ports().forEach(ports::add);
            one.put("log", each.log());
        }
        return components;
    }

    static List<List<String>> table(List<ComponentStatus> all) {
        return all.stream()
                .map(
                        each ->
                                List.of(
                                        each.name(),
                                        each.state().name().toLowerCase(Locale.ROOT),
                                        each.pid() == 0 ? "-" : Long.toString(each.pid()),
                                        each.ports().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(" ")),
                                        each.pid() == 0
                                                ? "-"
                                                : (each.memoryBytes() >> 20) + " MiB"))
                .toList();
    }
}

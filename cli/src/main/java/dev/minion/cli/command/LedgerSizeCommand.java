package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code minion ledger-size}. */
@Command(
        name = "ledger-size",
        description = "Shows how much room the ledger takes, by table, namespace and type.")
final class LedgerSizeCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    LedgerSizeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        JsonNode size = new Coordinator(around.url()).size();
        if (shared.json) {
            around.output().json(size);
            return 0;
        }
        tables(size);
        around.output().line("");
        groups(size);
        around.output().line("");
        around.output().line("All of it takes " + Size.text(size.path("bytes").asLong()) + ".");
        if (size.path("sampled").asDouble() < 1) {
            around.output()
                    .line("There are many tasks: those by namespace and type are an estimate.");
        }
        return 0;
    }

    private void tables(JsonNode size) {
        List<List<String>> rows = new ArrayList<>();
        size.path("tables")
                .forEach(
                        table ->
                                rows.add(
                                        List.of(
                                                table.path("name").asText(),
                                                table.path("rows").asText(),
                                                Size.text(table.path("bytes").asLong()))));
        Table.lines(List.of("TABLE", "ROWS", "SIZE"), rows).forEach(around.output()::line);
    }

    private void groups(JsonNode size) {
        List<List<String>> rows = new ArrayList<>();
        size.path("groups")
                .forEach(
                        group ->
                                rows.add(
                                        List.of(
                                                group.path("namespace").asText(),
                                                group.path("type").asText(),
                                                group.path("tasks").asText(),
                                                Size.text(group.path("bytes").asLong()))));
        Table.lines(List.of("NAMESPACE", "TYPE", "TASKS", "SIZE"), rows)
                .forEach(around.output()::line);
    }
}

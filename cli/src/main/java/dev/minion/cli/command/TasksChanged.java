package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.client.TaskView;
import java.util.List;
import java.util.function.Function;

/**
 * Changes tasks one after the other, and tells how each is then.
 *
 * @param json one value for programs, at the end
 */
record TasksChanged(Output output, boolean json) {

    int each(List<String> ids, Function<String, JsonNode> change) {
        ArrayNode changed = Output.JSON.createArrayNode();
        for (String id : ids) {
            TaskView task = TaskView.of(change.apply(id));
            changed.add(task.json());
            if (!json) {
                output.line(id + " is " + state(task));
            }
        }
        if (json) {
            var answer = Output.JSON.createObjectNode();
            answer.set("items", changed);
            output.json(answer);
        }
        return ExitCode.DONE.number();
    }

    private static String state(TaskView task) {
        return task.json().path("paused").asBoolean()
                ? task.status() + " and paused"
                : task.status();
    }
}

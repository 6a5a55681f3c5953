package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * {@code data.transform}: evaluates the jq expression {@code expression} over {@code {"input",
 * "dependencies"}}.
 */
@Singleton
public final class TransformHandler implements Handler {

    private final TransformSettings settings;
    private final JqEvaluator evaluator;

    TransformHandler(TransformSettings settings, JqEvaluator evaluator) {
        this.settings = settings;
        this.evaluator = evaluator;
    }

    @Override
    public String type() {
        return "data.transform";
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException, InterruptedException {
        TaskInput input = TaskInput.of(context.input(), Set.of("expression", "input"));
        String expression = input.requiredText("expression");
        if (expression.getBytes(StandardCharsets.UTF_8).length > settings.expressionBytes()) {
            throw TaskInput.invalid(
                    "/expression", "must be at most " + settings.expressionBytes() + " bytes");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        JsonNode value = input.any("input");
        data.set("input", value.isMissingNode() ? NullNode.getInstance() : value);
        data.set("dependencies", context.dependencies());
        return evaluator.evaluate(expression, data);
    }
}

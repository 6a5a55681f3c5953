package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.operators.MultiplyOperator;

/** Multiplication that refuses to repeat a text too often, before it does so. */
final class JqBoundedMultiply implements BinaryOperator {

    private final MultiplyOperator multiply;

    JqBoundedMultiply(MultiplyOperator multiply) {
        this.multiply = multiply;
    }

    @Override
    public JsonNode apply(ObjectMapper mapper, JsonNode left, JsonNode right)
            throws JsonQueryException {
        bound(left, right);
        bound(right, left);
        return multiply.apply(mapper, left, right);
    }

    @Override
    public String image() {
        return multiply.image();
    }

    private static void bound(JsonNode text, JsonNode times) {
        if (text.isTextual() && times.isNumber()) {
            double characters = text.textValue().length() * times.doubleValue();
            JqBudget.CURRENT.get().text((long) Math.max(0, characters));
        }
    }
}

package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/** An expression that asks the budget before it runs, and again for each value it gives. */
final class JqGuardedExpression implements Expression {

    /** How closely a value is looked at. */
    enum Look {
        PASSES,
        MADE,
        INDEX
    }

    private final Expression expression;
    private final Look look;

    JqGuardedExpression(Expression expression, Look look) {
        this.expression = expression;
        this.look = look;
    }

    @Override
    public void apply(
            Scope scope, JsonNode in, @Nullable Path path, PathOutput output, boolean requirePath)
            throws JsonQueryException {
        JqBudget budget = JqBudget.CURRENT.get();
        budget.step();
        expression.apply(
                scope,
                in,
                path,
                (value, valuePath) -> {
                    look(budget, value);
                    output.emit(value, valuePath);
                },
                requirePath);
    }

    @Override
    public String toString() {
        return expression.toString();
    }

    private void look(JqBudget budget, JsonNode value) {
        switch (look) {
            case PASSES -> budget.passes(value);
            case MADE -> budget.made(value);
            case INDEX -> index(budget, value);
        }
    }

    /** An assignment to index n makes n members. */
    static void index(JqBudget budget, JsonNode value) {
        budget.passes(value);
        if (value.isNumber() && value.doubleValue() > JqBudget.MEMBERS) {
            throw new JqBudgetException("An index is greater than " + JqBudget.MEMBERS);
        }
    }
}

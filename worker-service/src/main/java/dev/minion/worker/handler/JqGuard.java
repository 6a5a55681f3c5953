package dev.minion.worker.handler;

import dev.minion.worker.handler.JqGuardedExpression.Look;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.internal.misc.Pair;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.operators.MultiplyOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link JqGuardedExpression} around every expression of a parsed tree.
 *
 * <p>jackson-jq has no limits of its own and no hook between two expressions: {@code reduce (.[] +
 * .[]) as $x (0; . + 1)} calls no function that could be replaced. So the fields of the tree are
 * rewritten, once for each expression that is compiled. A version of jackson-jq that names
 * something differently fails the tests of the limits, not their purpose.
 */
final class JqGuard {

    private static final String TREE = "net.thisptr.jackson.jq.internal.";

    /** Expressions that hand on, or pick from, a value that was looked at before. */
    private static final Set<String> HAND_ON =
            Set.of(
                    "ThisObject",
                    "VariableAccess",
                    "PipedQuery",
                    "Tuple",
                    "Conditional",
                    "TryCatch",
                    "Question",
                    "SemicolonOperator",
                    "BracketExtractFieldAccess",
                    "IdentifierFieldAccess",
                    "StringFieldAccess",
                    "RecursionOperator",
                    "ReduceExpression",
                    "ForeachExpression",
                    "AlternativeOperatorExpression");

    private JqGuard() {}

    static Expression guard(Expression expression) {
        return guard(expression, look(expression));
    }

    /** Guards what is inside a function or an expression. */
    static void guardInside(Object node) {
        for (Class<?> type = node.getClass();
                type != null && type.getName().startsWith(TREE);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    guardField(node, field);
                }
            }
        }
    }

    private static Expression guard(Expression expression, Look look) {
        if (expression instanceof JqGuardedExpression) {
            return expression;
        }
        guardInside(expression);
        return new JqGuardedExpression(expression, look);
    }

    private static Look look(Expression expression) {
        return HAND_ON.contains(expression.getClass().getSimpleName()) ? Look.PASSES : Look.MADE;
    }

    private static void guardField(Object owner, Field field) {
        try {
            field.setAccessible(true);
            field.set(owner, guarded(owner, field.get(owner)));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot guard " + field, e);
        }
    }

    private static @Nullable Object guarded(Object owner, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Expression expression -> guard(expression, lookWithin(owner, expression));
            case MultiplyOperator multiply -> new JqBoundedMultiply(multiply);
            case Collection<?> members -> guardedMembers(owner, members);
            case Pair<?, ?> pair -> Pair.of(guarded(owner, pair._1), guarded(owner, pair._2));
            case BinaryOperator operator -> operator;
            case Scope scope -> scope;
            default -> {
                if (value.getClass().getName().startsWith(TREE) && !value.getClass().isEnum()) {
                    guardInside(value);
                }
                yield value;
            }
        };
    }

    private static List<Object> guardedMembers(Object owner, Collection<?> members) {
        List<Object> guarded = new ArrayList<>(members.size());
        for (Object member : members) {
            guarded.add(guarded(owner, member));
        }
        return guarded;
    }

    private static Look lookWithin(Object owner, Expression expression) {
        return switch (owner.getClass().getSimpleName()) {
            case "BracketFieldAccess" -> Look.INDEX;
            case "StringInterpolation" -> Look.MADE;
            default -> look(expression);
        };
    }
}

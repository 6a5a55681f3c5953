package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.contracts.FailureCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParser;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions within {@link JqBudget}, each on a thread of its own.
 *
 * <p>The budget ends whatever passes from expression to expression. A single call of a function,
 * such as a regular expression that backtracks for ever, has no such point: it is left behind on
 * its thread, the task fails in time, and the place stays taken until the call ends.
 */
@Singleton
final class JqEvaluator {

    /** For recursion; an expression that needs more fails. */
    private static final long STACK_BYTES = 4 << 20;

    private static final Duration GRACE = Duration.ofMillis(250);

    private final TransformSettings settings;
    private final Scope functions = JqFunctions.load();
    private final Semaphore places;

    JqEvaluator(TransformSettings settings) {
        this.settings = settings;
        int processors = Runtime.getRuntime().availableProcessors();
        this.places =
                new Semaphore(
                        settings.concurrency() > 0 ? settings.concurrency() : 2 * processors + 4);
    }

    /** Gives the result: {@link JqResults#output()}. */
    JsonNode evaluate(String expression, JsonNode input)
            throws HandlerException, InterruptedException {
        if (!places.tryAcquire(settings.longestWait().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new HandlerException(
                    FailureCode.HANDLER_FAILED, "Too many expressions are evaluated.", true);
        }
        JqBudget budget = new JqBudget(Deadline.in(settings.time()));
        FutureTask<JsonNode> evaluation =
                new FutureTask<>(() -> evaluateWithin(budget, expression, input));
        start(evaluation);
        try {
            Duration longest = settings.time().plus(GRACE);
            return evaluation.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            throw failed(new JqBudgetException("The expression takes longer than its time"));
        } finally {
            budget.cancel();
        }
    }

    private void start(FutureTask<JsonNode> evaluation) {
        Runnable work =
                () -> {
                    try {
                        evaluation.run();
                    } finally {
                        places.release();
                    }
                };
        try {
            Thread.ofPlatform().daemon().name("jq-evaluation").stackSize(STACK_BYTES).start(work);
        } catch (OutOfMemoryError e) {
            places.release();
            throw e;
        }
    }

    private JsonNode evaluateWithin(JqBudget budget, String expression, JsonNode input)
            throws JsonQueryException {
        Expression guarded =
                JqGuard.guard(ExpressionParser.compile(expression, JqFunctions.VERSION));
        JqResults results = new JqResults(settings);
        return ScopedValue.where(JqBudget.CURRENT, budget)
                .call(
                        () -> {
                            guarded.apply(Scope.newChildScope(functions), input, results);
                            return results.output();
                        });
    }

    private static HandlerException failed(@Nullable Throwable cause) {
        return new HandlerException(
                FailureCode.EXPRESSION_FAILED.code(), reason(cause), false, cause);
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "The expression cannot be evaluated.";
            case StackOverflowError e -> "The expression recurses too deeply.";
            case OutOfMemoryError e -> "The expression takes too much memory.";
            case JqBudgetException e -> e.getMessage() + ".";
            case JsonQueryException e -> shortened(String.valueOf(e.getMessage()));
            default -> "The expression cannot be evaluated.";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}

package dev.minion.worker.handler;

/**
 * An evaluation used up its budget. Unchecked, so that no {@code try} of the expression catches it.
 */
final class JqBudgetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JqBudgetException(String message) {
        super(message, null, false, false);
    }
}

package dev.minion.ledger.message;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;

/** Rolls a message back that cannot be sent, or that is there already. */
final class NotSentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private NotSentException(Problem problem) {
        super(problem.getDetail(), null, false, false);
        this.problem = problem;
    }

    /** A refusal of the whole. */
    static NotSentException of(FailureCode code, String detail) {
        return new NotSentException(
                Problem.newBuilder().setCode(code.code()).setDetail(detail).build());
    }

    /** A value at a pointer (RFC 6901) that will not do. */
    static NotSentException invalid(String pointer, String detail) {
        return new NotSentException(
                Problem.newBuilder()
                        .setCode(FailureCode.VALIDATION.code())
                        .setDetail(pointer + ' ' + detail)
                        .addErrors(FieldError.newBuilder().setPointer(pointer).setDetail(detail))
                        .build());
    }

    /** Another statement has written this id or this idempotency key before. */
    static NotSentException known() {
        return new NotSentException(Problem.getDefaultInstance());
    }

    /** Whether an earlier message stands in the way. */
    boolean isKnown() {
        return problem.getCode().isEmpty();
    }

    /** What the sender is told, unless the message turns out to be there. */
    Problem problem() {
        return problem;
    }
}

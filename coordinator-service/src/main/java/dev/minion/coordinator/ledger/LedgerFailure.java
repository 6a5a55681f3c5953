package dev.minion.coordinator.ledger;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.problem.ProblemException;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.Set;

/** What a failed call to the ledger means. */
final class LedgerFailure {

    private static final Set<Status.Code> FAULTS =
            EnumSet.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);

    private static final Set<Status.Code> PASSING =
            EnumSet.of(
                    Status.Code.UNAVAILABLE,
                    Status.Code.DEADLINE_EXCEEDED,
                    Status.Code.CANCELLED,
                    Status.Code.ABORTED,
                    Status.Code.RESOURCE_EXHAUSTED);

    private LedgerFailure() {}

    /** The ledger failed in itself; whether it did its work is unknown. */
    static boolean isFault(Throwable e) {
        return FAULTS.contains(code(e));
    }

    /** The ledger is away, slow or full; this passes. */
    static boolean mayPass(Throwable e) {
        return PASSING.contains(code(e));
    }

    /** What the client is told when patience has ended. */
    static ProblemException toProblem(Throwable e) {
        return switch (code(e)) {
            case RESOURCE_EXHAUSTED ->
                    new ProblemException(
                            FailureCode.OVERLOADED, "the ledger has more work than it can take");
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED -> LedgerCalls.unavailable();
            default ->
                    new ProblemException(
                            FailureCode.INTERNAL, "the ledger failed; its log says why");
        };
    }

    private static Status.Code code(Throwable e) {
        return Status.fromThrowable(e).getCode();
    }
}

package dev.minion.coordinator.problem;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.json.Faults;

/** Ends a request with a problem. Has no stack trace: it is an answer, not a fault of ours. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With the problem to answer. */
    public ProblemException(Problem problem) {
        super(problem.code().code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** With a code and what the client should know. */
    public ProblemException(FailureCode code, String detail) {
        this(new Problem(code, detail));
    }

    /** With what was found in a request. */
    public ProblemException(Faults faults) {
        this(Problem.of(faults));
    }

    /** The ledger's refusal. */
    public static ProblemException of(dev.minion.contracts.tasks.Problem refusal) {
        return new ProblemException(Problem.of(refusal, ""));
    }

    /** The problem to answer. */
    public Problem problem() {
        return problem;
    }
}

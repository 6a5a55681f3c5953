package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.state.DependencyGraph;

/** Refusals as they travel. */
public final class Problems {

    private Problems() {}

    /** A refusal of the whole request. */
    public static Problem of(FailureCode code, String detail) {
        return Problem.newBuilder().setCode(code.code()).setDetail(detail).build();
    }

    /** A refusal as the answer to a request. */
    public static TaskResult refused(FailureCode code, String detail) {
        return TaskResult.newBuilder().setProblem(of(code, detail)).build();
    }

    static Problem of(DependencyGraph.Fault fault) {
        Problem.Builder problem =
                Problem.newBuilder().setCode(fault.code().code()).setDetail(fault.detail());
        if (!fault.pointer().isEmpty()) {
            problem.addErrors(
                    FieldError.newBuilder().setPointer(fault.pointer()).setDetail(fault.detail()));
        }
        return problem.build();
    }
}

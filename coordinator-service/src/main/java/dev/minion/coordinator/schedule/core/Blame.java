package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.FailureCode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which errors say nothing of who ran an attempt, nor of what it called: the task itself could not
 * be done, and would fail everywhere. All others do, also those that a handler has named itself.
 */
final class Blame {

    private static final Set<String> OF_THE_TASK =
            Stream.of(
                            FailureCode.VALIDATION,
                            FailureCode.INPUT_INVALID,
                            FailureCode.OUTPUT_TOO_LARGE,
                            FailureCode.PAYLOAD_GONE,
                            FailureCode.BLOCKED_ADDRESS,
                            FailureCode.COMMAND_NOT_ALLOWED,
                            FailureCode.EXPRESSION_FAILED,
                            FailureCode.QUEUE_TIMEOUT,
                            FailureCode.CANCELLED,
                            FailureCode.DEPENDENCY_FAILED,
                            FailureCode.DEPENDENCY_SKIPPED,
                            FailureCode.PARENT_ENDED,
                            FailureCode.CHILD_FAILED)
                    .map(FailureCode::code)
                    .collect(Collectors.toUnmodifiableSet());

    private Blame() {}

    static boolean isOfTheTask(String errorCode) {
        return OF_THE_TASK.contains(errorCode);
    }
}

package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.EditDeadLetterRequest;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.retry.RetryMembers;
import dev.minion.coordinator.task.ChangeBodies.Reader;

/** The bodies of requests for dead letters. An empty body is an empty object. */
final class DeadLetterBodies {

    private DeadLetterBodies() {}

    /** {@code {"attempt"}}: the one in which it died; 0 for any. */
    static int replay(byte[] body) {
        Reader reader = new Reader(body);
        int[] attempt = {0};
        reader.read(
                name -> {
                    if (!name.equals("attempt")) {
                        return false;
                    }
                    reader.fields
                            .integer("/attempt", 1, Integer.MAX_VALUE)
                            .ifPresent(value -> attempt[0] = (int) value);
                    return true;
                });
        return attempt[0];
    }

    /** {@code {"reason"}}, which is required. */
    static String discard(byte[] body) {
        String reason = ChangeBodies.reason(body);
        if (reason.isEmpty()) {
            throw new ProblemException(FailureCode.VALIDATION, "a discard has a reason");
        }
        return reason;
    }

    /** {@code {"input", "priority", "retry"}}, at least one of them. */
    static EditDeadLetterRequest.Builder edit(byte[] body, int maxPayloadBytes) {
        Reader reader = new Reader(body);
        EditDeadLetterRequest.Builder edit = EditDeadLetterRequest.newBuilder();
        reader.read(
                name -> {
                    switch (name) {
                        case "input" -> {
                            ByteString input = reader.fields.json("/input", maxPayloadBytes);
                            edit.setInput(input);
                        }
                        case "priority" ->
                                reader.fields
                                        .integer("/priority", 1, 10)
                                        .ifPresent(value -> edit.setPriority((int) value));
                        case "retry" -> retry(reader, edit);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (!edit.hasInput() && !edit.hasPriority() && !edit.hasRetry()) {
            throw new ProblemException(
                    FailureCode.VALIDATION,
                    "an edit has at least one of input, priority and retry");
        }
        return edit;
    }

    private static void retry(Reader reader, EditDeadLetterRequest.Builder edit) {
        RetryMembers members = new RetryMembers(reader.fields, reader.faults, "/retry");
        if (reader.fields.object("/retry", members::read)) {
            members.whole();
            edit.setRetry(members.policy());
        }
    }
}

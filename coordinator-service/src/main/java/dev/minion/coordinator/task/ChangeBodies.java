package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;
import java.util.Optional;
import java.util.function.Function;

/** The bodies of requests that change one task. An empty body is an empty object. */
final class ChangeBodies {

    private static final int ERROR_CODE_CHARS = 100;

    /** Of an error, and of progress. */
    static final int MESSAGE_CHARS = 10_000;

    private ChangeBodies() {}

    /**
     * The right that a request claims.
     *
     * @param epoch 0 where only the attempt is given
     * @param attempt 0 where no right is claimed
     */
    record ClaimedFence(int epoch, int attempt) {

        static final ClaimedFence NONE = new ClaimedFence(0, 0);
    }

    record Completion(ByteString output, ClaimedFence fence) {}

    record Failing(TaskError error, long retryAfterMs, ClaimedFence fence) {}

    record Progress(int percent, String message, ByteString data, ClaimedFence fence) {

        /** As the ledger takes it. */
        RecordProgressRequest record(TaskChanges.Target target, Optional<Fence> right) {
            RecordProgressRequest.Builder record =
                    RecordProgressRequest.newBuilder()
                            .setNamespace(target.namespace())
                            .setId(target.idBytes())
                            .setPercent(percent)
                            .setMessage(message)
                            .setData(data);
            right.ifPresent(record::setFence);
            return record.build();
        }
    }

    /** {@code {"priority", "description", "metadata"}}; null clears the latter two. */
    static PatchTaskRequest.Builder patch(byte[] body) {
        Reader reader = new Reader(body);
        PatchMembers members = new PatchMembers(reader.fields);
        reader.read(members::read);
        if (members.none()) {
            throw new ProblemException(FailureCode.VALIDATION, PatchMembers.NONE);
        }
        return members.patch();
    }

    /** {@code {"reason"}}. */
    static String reason(byte[] body) {
        Reader reader = new Reader(body);
        String[] reason = {""};
        reader.read(
                name -> {
                    if (!name.equals("reason")) {
                        return false;
                    }
                    reason[0] = reader.fields.text("/reason", Limits.DESCRIPTION_CHARS);
                    return true;
                });
        return reason[0];
    }

    /** No members at all. */
    static void nothing(byte[] body) {
        new Reader(body).read(_ -> false);
    }

    /** {@code {"output", "fence" or "attempt"}}. */
    static Completion complete(byte[] body, int maxPayloadBytes) {
        Reader reader = new Reader(body);
        ByteString[] output = {ByteString.EMPTY};
        reader.readFenced(
                name -> {
                    if (!name.equals("output")) {
                        return false;
                    }
                    output[0] = reader.fields.json("/output", maxPayloadBytes);
                    return true;
                });
        return new Completion(output[0], reader.fence());
    }

    /** {@code {"error": {"code", "message", "retryable"}, "retry_after", "fence" or "attempt"}}. */
    static Failing fail(byte[] body) {
        Reader reader = new Reader(body);
        TaskError.Builder error =
                TaskError.newBuilder()
                        .setCode(FailureCode.HANDLER_FAILED.code())
                        .setMessage("failed by a client")
                        .setRetryable(true);
        long[] retryAfter = {0};
        reader.readFenced(
                name -> {
                    switch (name) {
                        case "error" ->
                                reader.fields.object(
                                        "/error", member -> error(reader.fields, error, member));
                        case "retry_after" -> retryAfter[0] = retryAfter(reader.fields);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        return new Failing(error.build(), retryAfter[0], reader.fence());
    }

    private static long retryAfter(JsonFields fields) {
        return fields.duration("/retry_after", 0, Limits.LONGEST_RETRY_AFTER_MILLIS).orElse(0);
    }

    private static boolean error(JsonFields fields, TaskError.Builder error, String member) {
        switch (member) {
            case "code" -> error.setCode(fields.text("/error/code", ERROR_CODE_CHARS));
            case "message" -> error.setMessage(fields.text("/error/message", MESSAGE_CHARS));
            case "retryable" -> error.setRetryable(fields.bool("/error/retryable", true));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** {@code {"percent", "message", "data", "fence" or "attempt"}}. */
    static Progress progress(byte[] body) {
        Reader reader = new Reader(body);
        ProgressMembers members = new ProgressMembers(reader.fields, reader.faults);
        reader.read(members::read);
        if (members.none()) {
            throw new ProblemException(FailureCode.VALIDATION, ProgressMembers.NONE);
        }
        return members.progress();
    }

    /** Reads one body. */
    static final class Reader {

        private final byte[] body;
        final Faults faults = new Faults("");
        final JsonFields fields;
        private final JsonSource source;
        private final FenceMembers fence;

        Reader(byte[] body) {
            this.body = body.length == 0 ? new byte[] {'{', '}'} : body;
            this.source = new JsonSource(this.body);
            this.fields = new JsonFields(source, faults);
            this.fence = new FenceMembers(fields, faults);
        }

        void read(Function<String, Boolean> member) {
            fields.object("", member::apply);
            source.end();
            if (!faults.none()) {
                throw new ProblemException(faults);
            }
        }

        void readFenced(Function<String, Boolean> member) {
            read(name -> member.apply(name) || fence.read(name));
        }

        ClaimedFence fence() {
            return fence.fence();
        }
    }
}

package dev.minion.ledger.fold;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.ledger.transition.OutputCheck;
import dev.minion.messaging.Received;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** From records to the reports of each task. */
final class ReportReader {

    private static final int MESSAGE_CHARS = 10_000;

    /**
     * A batch, read.
     *
     * @param tasks the reports of each task, in the order in which the tasks appeared
     * @param undecodable what is no report
     */
    record Batch(List<TaskReports> tasks, List<Received> undecodable) {}

    private final OutputCheck outputs;

    ReportReader(OutputCheck outputs) {
        this.outputs = outputs;
    }

    Batch read(List<Received> records) {
        Map<UUID, TaskReports> tasks = LinkedHashMap.newLinkedHashMap(records.size());
        List<Received> undecodable = new ArrayList<>(0);
        for (Received origin : records) {
            try {
                TaskEvent event = TaskEvent.parseFrom(origin.value());
                UUID id = Ids.fromBytes(event.getTaskId());
                if (event.getEventCase() == TaskEvent.EventCase.EVENT_NOT_SET) {
                    undecodable.add(origin);
                } else {
                    tasks.computeIfAbsent(id, TaskReports::new).add(origin, keepable(event));
                }
            } catch (InvalidProtocolBufferException | IllegalArgumentException notAReport) {
                undecodable.add(origin);
            }
        }
        return new Batch(new ArrayList<>(tasks.values()), undecodable);
    }

    /**
     * Reports that came by a call.
     *
     * @throws IllegalArgumentException where one is no report
     */
    List<TaskReports> group(List<TaskEvent> events) {
        Map<UUID, TaskReports> tasks = LinkedHashMap.newLinkedHashMap(events.size());
        for (TaskEvent event : events) {
            UUID id = Ids.fromBytes(event.getTaskId());
            if (event.getEventCase() == TaskEvent.EventCase.EVENT_NOT_SET) {
                throw new IllegalArgumentException("a report without an event of task " + id);
            }
            tasks.computeIfAbsent(id, TaskReports::new).add(keepable(event));
        }
        return new ArrayList<>(tasks.values());
    }

    private TaskEvent keepable(TaskEvent event) {
        return switch (event.getEventCase()) {
            case COMPLETED -> completed(event);
            case FAILED -> event.toBuilder().setFailed(failed(event.getFailed())).build();
            case PROGRESSED -> progressed(event);
            case STARTED, RETURNED, EVENT_NOT_SET -> event;
        };
    }

    private TaskEvent completed(TaskEvent event) {
        FailureCode refused = outputs.refuseOutput(event.getCompleted().getOutput());
        if (refused == null) {
            return event;
        }
        String message =
                refused == FailureCode.OUTPUT_TOO_LARGE
                        ? "the handler's output is too large"
                        : "the handler's output is not JSON, too deep, or holds U+0000";
        TaskError error =
                TaskError.newBuilder().setCode(refused.code()).setMessage(message).build();
        return event.toBuilder().setFailed(Failed.newBuilder().setError(error)).build();
    }

    private static Failed failed(Failed failed) {
        TaskError error = failed.getError();
        return failed.toBuilder()
                .setError(
                        error.toBuilder()
                                .setCode(
                                        error.getCode().isEmpty()
                                                ? FailureCode.HANDLER_FAILED.code()
                                                : text(error.getCode()))
                                .setMessage(text(error.getMessage())))
                .build();
    }

    private TaskEvent progressed(TaskEvent event) {
        Progressed progress = event.getProgressed();
        Progressed.Builder kept = progress.toBuilder().setMessage(text(progress.getMessage()));
        if (outputs.refuse(progress.getData()) != null) {
            kept.clearData();
        }
        return event.toBuilder().setProgressed(kept).build();
    }

    /** Text of a worker, cut to size and without U+0000: it must not cost the attempt. */
    private static String text(String text) {
        String cut = text.substring(0, Math.min(text.length(), MESSAGE_CHARS));
        return cut.indexOf('\0') < 0 ? cut : cut.replace('\0', '\ufffd');
    }
}

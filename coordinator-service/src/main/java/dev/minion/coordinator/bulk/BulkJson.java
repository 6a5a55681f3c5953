package dev.minion.coordinator.bulk;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkRefusal;
import dev.minion.contracts.ledger.ListBulkJobsResponse;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.task.Statuses;
import org.jspecify.annotations.Nullable;

/** Jobs as clients read them. */
final class BulkJson {

    private static final int BYTES_A_JOB = 1_000;
    private static final int RATE = 200;
    private static final double MICROS = 1_000_000.0;

    private BulkJson() {}

    /** A document of one job. */
    static JsonOut document(BulkJob job) {
        return write(new JsonOut(BYTES_A_JOB), job);
    }

    /** A page of jobs; the cursor is the last one's id. */
    static JsonOut document(ListBulkJobsResponse page) {
        JsonOut out = new JsonOut(BYTES_A_JOB * (1 + page.getJobsCount()));
        out.object().array("items");
        page.getJobsList().forEach(job -> write(out, job));
        out.endArray();
        return (page.getMore()
                        ? out.uuid("next_cursor", page.getJobsList().getLast().getId())
                        : out.nothing("next_cursor"))
                .endObject();
    }

    @CanIgnoreReturnValue
    private static JsonOut write(JsonOut out, BulkJob job) {
        StartBulkJobRequest request = job.getRequest();
        out.object()
                .uuid("id", job.getId())
                .text("action", BulkBodies.word(request.getAction()))
                .text("status", status(job));
        filter(out.object("filter"), request.getFilter()).endObject();
        out.bool("all", request.getAll())
                .bool("dry_run", request.getDryRun())
                .number("rate", request.getRate() == 0 ? RATE : request.getRate());
        if (request.getPriority() > 0) {
            out.number("priority", request.getPriority());
        }
        out.text("reason", orNull(request.getReason()));
        progress(out, job);
        out.array("refusals");
        job.getRefusalsList().forEach(refusal -> write(out, refusal));
        return out.endArray()
                .time("created_at", job.getCreatedAtUs())
                .time("finished_at", job.getFinishedAtUs())
                .text("error", orNull(job.getError()))
                .endObject();
    }

    private static String status(BulkJob job) {
        if (job.getCancelled()) {
            return "cancelled";
        }
        return job.getFinished() ? "completed" : "running";
    }

    private static void progress(JsonOut out, BulkJob job) {
        long refused = job.getMatched() - job.getDone();
        out.number("expected", job.getExpected())
                .bool("expected_is_least", job.getExpectedIsLeast())
                .number("matched", job.getMatched())
                .number("done", job.getDone())
                .number("refused", refused)
                .number("percent", percent(job))
                .number("tasks_per_s", pace(job));
        long eta = etaUs(job);
        if (eta > 0) {
            out.time("eta", eta);
        } else {
            out.nothing("eta");
        }
    }

    private static double percent(BulkJob job) {
        if (job.getFinished() && !job.getCancelled()) {
            return 100;
        }
        double share = (double) job.getMatched() / Math.max(1, job.getExpected());
        return Math.round(1_000 * Math.clamp(share, 0, 1)) / 10.0;
    }

    /** Tasks a second so far. */
    private static double pace(BulkJob job) {
        long until = job.getFinished() ? job.getFinishedAtUs() : job.getNowUs();
        double seconds = Math.max(1, until - job.getCreatedAtUs()) / MICROS;
        return Math.round(10 * job.getMatched() / Math.max(0.1, seconds)) / 10.0;
    }

    /** When it will be through at this pace; 0 where that is not known. */
    private static long etaUs(BulkJob job) {
        double pace = pace(job);
        if (job.getFinished() || job.getExpectedIsLeast() || pace <= 0) {
            return 0;
        }
        long left = Math.max(0, job.getExpected() - job.getMatched());
        return job.getNowUs() + Math.round(left / pace * MICROS);
    }

    private static void write(JsonOut out, BulkRefusal refusal) {
        out.object()
                .text("code", refusal.getCode())
                .text("detail", refusal.getDetail())
                .number("tasks", refusal.getTasks())
                .array("sample");
        refusal.getSampleList().forEach(out::uuid);
        var _ = out.endArray().endObject();
    }

    /** What was asked for, named as it came. */
    private static JsonOut filter(JsonOut out, ListTasksRequest filter) {
        if (filter.getStatusesCount() > 0) {
            out.array("status");
            filter.getStatusesList().forEach(status -> out.text(Statuses.text(status)));
            out.endArray();
        }
        out.textIfAny("type", filter.getType())
                .textIfAny("assigned_to", filter.getAssignedTo())
                .textIfAny("created_by", filter.getCreatedBy())
                .textIfAny("session_id", filter.getSessionId())
                .textIfAny("name", filter.getNameContains());
        id(out, "workflow_execution_id", filter.getWorkflowExecutionId());
        id(out, "parent_id", filter.getParentId());
        time(out, "created_after", filter.getCreatedAfterUs());
        time(out, "created_before", filter.getCreatedBeforeUs());
        time(out, "updated_after", filter.getUpdatedAfterUs());
        time(out, "updated_before", filter.getUpdatedBeforeUs());
        if (filter.getMetadataCount() > 0) {
            out.object("metadata");
            filter.getMetadataMap().forEach(out::text);
            out.endObject();
        }
        return filter.getPaused() ? out.bool("paused", true) : out;
    }

    private static void id(JsonOut out, String name, ByteString id) {
        if (!id.isEmpty()) {
            out.uuid(name, id);
        }
    }

    private static void time(JsonOut out, String name, long us) {
        if (us > 0) {
            out.time(name, us);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}

package dev.minion.worker.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.records.Assignment;
import dev.minion.worker.handler.HandlerContext;
import dev.minion.worker.handler.HandlerException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a handler sees of its attempt. */
final class AttemptContext implements HandlerContext {

    /** Buffers of a pool: those that hang on a thread are made anew for each virtual one. */
    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(Limits.LARGEST_PAYLOAD_BYTES)
                                            .build())
                            .streamWriteConstraints(
                                    StreamWriteConstraints.builder()
                                            .maxNestingDepth(Limits.JSON_DEPTH)
                                            .build())
                            .build());

    private final Attempt attempt;
    private final Assignment assignment;
    private final Reports reports;
    private final JsonNode input;
    private final JsonNode dependencies;
    private final JsonNode details;
    private final InstantSource clock;
    private final Duration longestRun;
    private volatile @Nullable Instant deadline;

    /** With the JSON of the input and of the dependencies' outputs; empty where there is none. */
    AttemptContext(
            Attempt attempt,
            ByteString input,
            ByteString dependencyOutputs,
            Reports reports,
            InstantSource clock,
            Duration longestRun)
            throws HandlerException {
        this.attempt = attempt;
        this.assignment = attempt.assignment();
        this.reports = reports;
        this.input = parsed(input);
        this.dependencies =
                dependencyOutputs.isEmpty()
                        ? JsonNodeFactory.instance.arrayNode()
                        : parsed(dependencyOutputs);
        long run = assignment.getTimeouts().getRunMs();
        this.details = parsed(assignment.getDetails());
        this.clock = clock;
        this.longestRun = longestRun;
        this.deadline = run > 0 ? clock.instant().plusMillis(run) : null;
    }

    private static JsonNode parsed(ByteString json) throws HandlerException {
        if (json.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return JSON.readTree(json.newInput());
        } catch (IOException notJson) {
            throw new HandlerException(FailureCode.INPUT_INVALID, "the input is not JSON", false);
        }
    }

    static ByteString written(JsonNode output) throws HandlerException {
        try {
            return ByteString.copyFrom(JSON.writeValueAsBytes(output));
        } catch (JsonProcessingException unwritable) {
            throw new HandlerException(
                    FailureCode.INPUT_INVALID, "the output cannot be written as JSON", false);
        }
    }

    @Override
    public UUID taskId() {
        return attempt.key().taskId();
    }

    @Override
    public String fence() {
        return attempt.key().epoch() + "." + attempt.key().attempt();
    }

    @Override
    public int attempt() {
        return attempt.key().attempt();
    }

    @Override
    public String type() {
        return assignment.getType();
    }

    @Override
    public String namespace() {
        return assignment.getNamespace();
    }

    @Override
    public JsonNode input() {
        return input;
    }

    @Override
    public JsonNode dependencies() {
        return dependencies;
    }

    @Override
    public @Nullable Instant deadline() {
        return deadline;
    }

    @Override
    public String traceParent() {
        return assignment.getTraceParent();
    }

    @Override
    public JsonNode details() {
        return details;
    }

    @Override
    public void progress(int percent, String message) {
        tell(percent, message, ByteString.EMPTY);
    }

    @Override
    public void progress(int percent, String message, JsonNode details) {
        tell(percent, message, bounded(details));
    }

    private static ByteString bounded(JsonNode details) {
        try {
            ByteString json = ByteString.copyFrom(JSON.writeValueAsBytes(details));
            if (json.size() <= Limits.DETAILS_BYTES) {
                return json;
            }
            throw new IllegalArgumentException(
                    "details have " + json.size() + " bytes, allowed are " + Limits.DETAILS_BYTES);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("details cannot be written as JSON", unwritable);
        }
    }

    private void tell(int percent, String message, ByteString details) {
        if (attempt.progressed(percent, message, details, System.nanoTime())) {
            reports.ready(attempt);
        }
    }

    @Override
    public @Nullable Instant extend(Duration more) {
        long millis = Math.max(0, TimeUnit.MILLISECONDS.convert(more));
        long left =
                attempt.extend(
                        Math.min(millis, longestRun.toMillis()),
                        longestRun.toMillis(),
                        System.nanoTime());
        deadline = left == 0 ? null : clock.instant().plusMillis(left);
        return deadline;
    }
}

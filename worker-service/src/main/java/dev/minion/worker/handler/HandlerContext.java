package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a handler is given. */
public interface HandlerContext {

    /** The task's id. */
    UUID taskId();

    /**
     * The same for every attempt of the task: what a target outside needs to see the effect once.
     */
    default String idempotencyKey() {
        return taskId().toString();
    }

    /** The fence, as {@code epoch.attempt}: rises with each attempt. */
    String fence();

    /** The attempt, from 1. */
    int attempt();

    /** The task's type. */
    String type();

    /** The task's namespace. */
    String namespace();

    /** The task's input; {@code NullNode} where it has none. */
    JsonNode input();

    /**
     * The outputs of the task's dependencies: an array of {@code {"id", "name", "output"}} in the
     * order in which the task names them; empty where it has none.
     */
    JsonNode dependencies();

    /**
     * What an earlier attempt of this task has last recorded beside its progress, so that this one
     * can go on from there: the newest that the ledger has, however that attempt ended. {@code
     * NullNode} where none did.
     */
    JsonNode details();

    /** When the attempt is interrupted; null where it may run for ever. */
    @Nullable Instant deadline();

    /**
     * Takes more time: the attempt may run for so long from now on. It is never shortened by this,
     * and never extended beyond what the worker allows in all ({@code WORKER_LONGEST_RUN}). Also a
     * sign of life.
     *
     * @return the deadline that holds now; null where it may run for ever
     */
    @Nullable Instant extend(Duration more);

    /** W3C traceparent of the submission, empty where unknown. */
    String traceParent();

    /**
     * Reports progress, which is also a sign of life.
     *
     * @param percent 0 to 100
     * @param message for people, up to 1,000 characters
     */
    void progress(int percent, String message);

    /**
     * The same, with what the next attempt is given as {@link #details()} should this one not
     * complete.
     *
     * @param details up to 16 KiB of JSON
     * @throws IllegalArgumentException where they are larger
     */
    void progress(int percent, String message, JsonNode details);
}

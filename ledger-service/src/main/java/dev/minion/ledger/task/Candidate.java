package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.ledger.state.DependencyGraph;
import dev.minion.ledger.state.DependencyGraph.Fault;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * A submission on its way into the ledger: what is refused and why, and who waits for the answer.
 */
final class Candidate {

    private static final Fault ATOMIC =
            new Fault(
                    FailureCode.ATOMIC_BATCH_REFUSED,
                    "",
                    "another item of the atomic batch was refused");

    private final Submission submission;
    private final BitSet scheduledPartitions;
    private final List<UUID> ids;
    private final DependencyGraph graph;
    private final Promise<SubmissionResult> answer = Promise.promise();
    private final long bytes;
    private final boolean keyed;
    private final boolean linked;
    private final boolean parented;
    private final boolean referring;

    /**
     * Resolves the submission's refs.
     *
     * @param scheduledPartitions whose ready tasks the caller schedules itself
     * @throws IllegalArgumentException when an id does not have 16 bytes
     */
    Candidate(Submission submission, BitSet scheduledPartitions) {
        this.submission = submission;
        this.scheduledPartitions = scheduledPartitions;
        this.ids = new ArrayList<>(submission.getTasksCount());
        List<DependencyGraph.Node> nodes = new ArrayList<>(submission.getTasksCount());
        long size = 0;
        boolean keys = false;
        boolean links = false;
        boolean parents = false;
        boolean references = false;
        for (NewTask task : submission.getTasksList()) {
            UUID id = Ids.fromBytes(task.getId());
            ids.add(id);
            nodes.add(new DependencyGraph.Node(id, task.getRef(), task.getDependenciesList()));
            size += task.getInput().size() + task.getMetadata().size();
            keys |= !task.getIdempotencyKey().isEmpty();
            links |= task.getDependenciesCount() > 0;
            parents |= !task.getParentId().isEmpty();
            references |= PayloadRef.isOne(task.getInput());
        }
        this.graph = DependencyGraph.of(nodes);
        this.bytes = size;
        this.keyed = keys;
        this.linked = links;
        this.parented = parents;
        this.referring = references;
    }

    int size() {
        return ids.size();
    }

    long bytes() {
        return bytes;
    }

    /** True where some item has an idempotency key. */
    boolean keyed() {
        return keyed;
    }

    /** True where some item has dependencies. */
    boolean linked() {
        return linked;
    }

    /** True where some item has a parent. */
    boolean parented() {
        return parented;
    }

    /** True where some item has a large input. */
    boolean referring() {
        return referring;
    }

    UUID id(int item) {
        return ids.get(item);
    }

    NewTask task(int item) {
        return submission.getTasks(item);
    }

    /** True where the caller schedules the item as soon as it has its fence. */
    boolean scheduledByCaller(int item, int partitions) {
        return !scheduledPartitions.isEmpty()
                && task(item).getDependenciesCount() == 0
                && scheduledPartitions.get(Partitions.of(task(item), id(item), partitions));
    }

    DependencyGraph graph() {
        return graph;
    }

    /** True where the item is to be written, as far as is known. */
    boolean wanted(int item) {
        return graph.fault(item) == null && !refusedWhole();
    }

    /** True where one refusal refuses all. */
    boolean refusedWhole() {
        if (!submission.getAtomic()) {
            return false;
        }
        for (int item = 0; item < size(); item++) {
            if (graph.fault(item) != null) {
                return true;
            }
        }
        return false;
    }

    /** What the item's owner is told of its refusal. */
    CreatedTask refusal(int item) {
        Fault fault = graph.fault(item);
        return CreatedTask.newBuilder()
                .setId(ByteString.EMPTY)
                .setProblem(Problems.of(fault == null ? ATOMIC : fault))
                .build();
    }

    Promise<SubmissionResult> answer() {
        return answer;
    }
}

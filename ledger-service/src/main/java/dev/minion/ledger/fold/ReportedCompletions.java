package dev.minion.ledger.fold;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CompleteAttemptsRequest;
import dev.minion.contracts.ledger.CompleteAttemptsResponse;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.transition.OutputCheck;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Few completions that a worker reports by a call. Only the plain case is recorded here, by the
 * statement of the fold; whatever needs a decision is left, and comes again through the topic.
 */
@ApplicationScoped
public class ReportedCompletions {

    private static final Logger LOG = Logger.getLogger(ReportedCompletions.class);

    private final Transactions transactions;
    private final Announcements announcements;
    private final OutputCheck outputs;

    ReportedCompletions(
            Transactions transactions, Announcements announcements, OutputCheck outputs) {
        this.transactions = transactions;
        this.announcements = announcements;
        this.outputs = outputs;
    }

    /**
     * Records what can be recorded.
     *
     * @return which of them was, when it is committed and told; a failure where that is unknown
     * @throws IllegalArgumentException where a task is named twice, or not by an id
     */
    public Future<CompleteAttemptsResponse> record(CompleteAttemptsRequest request) {
        Map<UUID, TaskEvent> plain = new HashMap<>();
        for (TaskEvent event : request.getCompletionsList()) {
            UUID id = Ids.fromBytes(event.getTaskId());
            if (isPlain(event) && plain.put(id, event) != null) {
                throw new IllegalArgumentException("a task is named twice: " + id);
            }
        }
        Completions completions = new Completions();
        plain.forEach(completions::add);
        Effects effects = new Effects();
        return completions
                .writeAlone(transactions.alone(), effects)
                .compose(written -> tell(effects))
                .map(
                        told -> {
                            plain.keySet().removeAll(completions.untouched().keySet());
                            return answer(request, plain.keySet());
                        });
    }

    private boolean isPlain(TaskEvent event) {
        return event.hasCompleted() && outputs.refuse(event.getCompleted().getOutput()) == null;
    }

    /** Before the worker may forget: only its repeated report would make the ledger tell again. */
    private Future<Void> tell(Effects effects) {
        return Future.fromCompletionStage(announcements.publish(effects))
                .otherwise(
                        lost -> {
                            LOG.debugf("outcomes may be lost: reason=%s", lost);
                            return null;
                        });
    }

    private static CompleteAttemptsResponse answer(
            CompleteAttemptsRequest request, Set<UUID> recorded) {
        CompleteAttemptsResponse.Builder answer = CompleteAttemptsResponse.newBuilder();
        for (TaskEvent event : request.getCompletionsList()) {
            answer.addRecorded(recorded.contains(Ids.fromBytes(event.getTaskId())));
        }
        return answer.build();
    }
}

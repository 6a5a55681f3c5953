package dev.minion.ledger.pause;

import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.tasks.Problem;
import dev.minion.messaging.cdi.MessagingConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Whether anything has been seen of what is to be paused. A pause of what does not exist is most
 * likely a slip of the pen, and would be taken for one that works.
 */
@ApplicationScoped
class SeenTargets {

    private static final String NAMESPACE =
            """
            select exists (select from ledger.task_counts where namespace = $1)
              or exists (select from ledger.task_count_deltas where namespace = $1)\
            """;

    private static final String TYPE =
            """
            select exists (select from ledger.task_counts where type = $1)
              or exists (select from ledger.task_count_deltas where type = $1)
              or exists (select from ledger.agent_state
                where $1 = any(string_to_array(capabilities, E'\\n')))
            """;

    /**
     * Its tasks that are ready, assigned or running are found by the number of their queue; of
     * those that wait for a time or for others some are looked at; those that have ended are not,
     * but of a key with a rate it is known for a while when they began.
     */
    private static final String KEY =
            """
            select exists (select from ledger.tasks t
                where t.status = 4 and t.partition = $2 and t.queue = $3)
              or exists (select from ledger.tasks t
                where t.status in (5, 6) and t.partition = $2 and t.queue = $3)
              or exists (select from ledger.flow_rates where namespace = $1 and key = $4)
              or exists (select from (select t.queue from ledger.tasks t
                where t.namespace = $1 and t.status in (2, 3) limit 10000) w where w.queue = $3)
            """;

    private final Pool pool;
    private final int partitions;

    SeenTargets(Pool pool, MessagingConfig messaging) {
        this.pool = pool;
        this.partitions = messaging.partitions();
    }

    /**
     * Why a target is refused: nobody has seen any of it.
     *
     * @param unknown where that does not matter
     */
    Future<Optional<Problem>> refuse(PauseTarget target, boolean unknown) {
        return unknown
                ? Future.succeededFuture(Optional.empty())
                : seen(target)
                        .map(
                                seen ->
                                        seen
                                                ? Optional.empty()
                                                : Optional.of(PauseTerms.nothing(target)));
    }

    /** Tasks or, for a type, workers; what stands for each of a kind need not have been seen. */
    private Future<Boolean> seen(PauseTarget target) {
        return switch (target.getScope()) {
            case PAUSE_TYPE -> anyOf(TYPE, target.getType());
            case PAUSE_NAMESPACE -> anyOf(NAMESPACE, target.getNamespace());
            case PAUSE_KEY ->
                    target.getKey().isEmpty()
                            ? anyOf(NAMESPACE, target.getNamespace())
                            : key(target.getNamespace(), target.getKey());
            case PAUSE_EVERYTHING, PAUSE_SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                    Future.succeededFuture(true);
        };
    }

    private Future<Boolean> anyOf(String question, String value) {
        return value.isEmpty() ? Future.succeededFuture(true) : ask(question, Tuple.of(value));
    }

    private Future<Boolean> key(String namespace, String key) {
        int queue = Queues.of(namespace, key);
        return ask(KEY, Tuple.of(namespace, (short) (queue % partitions), queue, key));
    }

    private Future<Boolean> ask(String question, Tuple about) {
        return pool.preparedQuery(question)
                .execute(about)
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}

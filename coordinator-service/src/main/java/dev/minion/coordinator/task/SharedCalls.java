package dev.minion.coordinator.task;

import com.google.protobuf.MessageLite;
import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.batch.NaturalBatch;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Requests of one kind on their way to the ledger; those that come together share a call.
 *
 * @param <Q> a request
 * @param <A> what the ledger answers to it
 */
final class SharedCalls<Q extends MessageLite, A> {

    /**
     * What the ledger answered.
     *
     * @param results one for each request, in their order
     * @param repeated the call was made more than once: whether an earlier one was carried out is
     *     not known
     */
    record Answered<A>(List<A> results, boolean repeated) {}

    private record Asked<Q, A>(List<Q> requests, UniEmitter<? super Answered<A>> answer) {

        void answer(List<A> results, boolean repeated) {
            answer.complete(new Answered<>(results, repeated));
        }
    }

    private final LedgerCalls ledger;
    private final Function<List<Q>, Uni<List<A>>> call;
    private final NaturalBatch<Asked<Q, A>> queue;

    SharedCalls(LedgerCalls ledger, EditSettings settings, Function<List<Q>, Uni<List<A>>> call) {
        this.ledger = ledger;
        this.call = call;
        this.queue =
                new NaturalBatch<>(
                        new NaturalBatch.Bounds(
                                settings.callsInFlight(),
                                settings.changesPerCall(),
                                settings.bytesPerCall(),
                                settings.queuedChanges(),
                                settings.queuedBytes()),
                        this::send);
    }

    /** The ledger's answer, or a {@link ProblemException}: overloaded where too much waits. */
    Uni<Answered<A>> ask(List<Q> requests) {
        return Uni.createFrom().emitter(answer -> queue(new Asked<>(requests, answer)));
    }

    private void queue(Asked<Q, A> asked) {
        long bytes = asked.requests.stream().mapToLong(MessageLite::getSerializedSize).sum();
        if (!queue.offer(asked, asked.requests.size(), bytes)) {
            asked.answer.fail(
                    new ProblemException(FailureCode.OVERLOADED, "too many changes wait already"));
        }
    }

    private Uni<Void> send(List<Asked<Q, A>> batch) {
        List<Q> requests = batch.stream().flatMap(asked -> asked.requests.stream()).toList();
        AtomicInteger calls = new AtomicInteger();
        return ledger.patiently(
                        () -> {
                            calls.incrementAndGet();
                            return call.apply(requests);
                        })
                .onItem()
                .invoke(results -> answer(batch, requests.size(), results, calls.get() > 1))
                .onFailure()
                .invoke(e -> batch.forEach(asked -> asked.answer.fail(e)))
                .replaceWithVoid();
    }

    private void answer(List<Asked<Q, A>> batch, int asked, List<A> results, boolean repeated) {
        if (results.size() != asked) {
            throw new ProblemException(
                    FailureCode.INTERNAL, "the ledger answered another number of changes");
        }
        int from = 0;
        for (Asked<Q, A> each : batch) {
            int to = from + each.requests.size();
            each.answer(results.subList(from, to), repeated);
            from = to;
        }
    }
}

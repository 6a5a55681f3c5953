package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Loads the inputs that did not travel with the record, some per call and few calls at a time. What
 * waits here holds a worker's slot, so its number is bounded by the workers. For the loop's thread;
 * answers come on others and are passed on.
 */
final class Inputs {

    private static final Logger LOG = Logger.getLogger(Inputs.class);

    /**
     * An assignment with what the ledger gave for it.
     *
     * @param loaded by task id
     */
    record Loaded(List<Effect.Assign> assigns, Map<UUID, TaskInput> loaded) {}

    private final SchedulerLedger ledger;
    private final Answers answers;
    private final Consumer<Loaded> loaded;
    private final FewCalls<Effect.Assign> calls;

    /**
     * A loader.
     *
     * @param loaded gets what was loaded, on any thread; it leads back to {@link #ended}
     * @param batch tasks in a call
     * @param limit calls at a time
     */
    Inputs(SchedulerLedger ledger, Answers answers, Consumer<Loaded> loaded, int batch, int limit) {
        this.ledger = ledger;
        this.answers = answers;
        this.loaded = loaded;
        this.calls = new FewCalls<>(batch, limit, this::call);
    }

    void load(Effect.Assign assign) {
        calls.add(assign);
    }

    /** A call has come to its end. */
    void ended() {
        calls.ended();
    }

    /** Makes as many calls as may be made. */
    void flush() {
        calls.flush();
    }

    private void call(List<Effect.Assign> assigns) {
        GetInputsRequest.Builder request = GetInputsRequest.newBuilder();
        for (Effect.Assign assign : assigns) {
            request.addIds(assign.task().getTaskId());
        }
        var ignored =
                Uni.createFrom()
                        .deferred(() -> ledger.inputs(request.build()))
                        .subscribe()
                        .with(
                                answer -> arrived(assigns, answer),
                                failure -> {
                                    LOG.warnf(
                                            "inputs were not loaded: count=%d, reason=%s",
                                            assigns.size(), failure.getMessage());
                                    arrived(assigns, GetInputsResponse.getDefaultInstance());
                                });
    }

    private void arrived(List<Effect.Assign> assigns, GetInputsResponse answer) {
        Map<UUID, TaskInput> inputs = new HashMap<>();
        for (TaskInput input : answer.getInputsList()) {
            inputs.put(Ids.fromBytes(input.getId()), input);
        }
        List<Effect.Assign> missing = new ArrayList<>(0);
        for (Effect.Assign assign : assigns) {
            if (!inputs.containsKey(assign.taskId())) {
                missing.add(assign);
            }
        }
        if (!missing.isEmpty()) {
            answers.answer(new Event.AssignmentsFailed(missing));
        }
        loaded.accept(new Loaded(assigns, inputs));
    }
}

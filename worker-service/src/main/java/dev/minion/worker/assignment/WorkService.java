package dev.minion.worker.assignment;

import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import dev.minion.contracts.work.Work;
import dev.minion.worker.call.OpenCalls;
import dev.minion.worker.registration.WorkerIdentity;
import dev.minion.worker.run.AttemptKey;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.ArrayList;
import java.util.List;

/** Takes commands by calls: few of them, and at once. */
@GrpcService
class WorkService implements Work {

    private final WorkerIdentity identity;
    private final CommandSubscription commands;
    private final OpenCalls calls;

    WorkService(WorkerIdentity identity, CommandSubscription commands, OpenCalls calls) {
        this.identity = identity;
        this.commands = commands;
        this.calls = calls;
    }

    @Override
    public Multi<RunAnswer> run(RunRequest request) {
        return Multi.createFrom().emitter(answer -> run(request, answer));
    }

    private void run(RunRequest request, MultiEmitter<? super RunAnswer> answer) {
        List<WorkerCommand> received = request.getCommandsList();
        List<AttemptKey> attempts = new ArrayList<>(received.size());
        for (WorkerCommand command : received) {
            if (!command.getWorkerId().equals(identity.id())) {
                answer.fail(refused(Status.FAILED_PRECONDITION, "this is another worker"));
                return;
            }
            if (!command.hasAssignment() || !AttemptKey.isOne(command.getAssignment())) {
                answer.fail(refused(Status.INVALID_ARGUMENT, "not an assignment"));
                return;
            }
            attempts.add(AttemptKey.of(command.getAssignment()));
        }
        if (attempts.isEmpty()) {
            answer.complete();
            return;
        }
        // Before they are begun: their ends may be told at once.
        answer.onTermination(
                calls.open(
                        attempts,
                        request.getClaimed(),
                        System.nanoTime(),
                        answer::emit,
                        answer::complete));
        var _ = commands.obey(received, request.getClaimed());
    }

    private static RuntimeException refused(Status status, String why) {
        return status.withDescription(why).asRuntimeException();
    }
}

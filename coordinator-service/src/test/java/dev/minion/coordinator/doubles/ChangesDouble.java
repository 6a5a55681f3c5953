package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.Changes;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.tasks.TaskStatus;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Changes in memory; a position is how many there are before it. */
@GrpcService
public class ChangesDouble implements Changes {

    private static final int DEFAULT_PAGE = 100;

    private final List<Change> all = new ArrayList<>();
    private int held;
    private int questions;

    /** A task's change; its position is the number of those before it. */
    public synchronized void add(String namespace, String type, ByteString id, TaskStatus to) {
        all.add(
                Change.newBuilder()
                        .setPosition("at-" + (all.size() + 1))
                        .setTaskId(id)
                        .setNamespace(namespace)
                        .setType(type)
                        .setTransition(
                                Transition.newBuilder()
                                        .setAtUs(all.size() * 1_000_000L)
                                        .setTo(to)
                                        .setAttempt(1))
                        .build());
    }

    /** The last so many cannot be given yet. */
    public synchronized void hold(int last) {
        held = last;
    }

    /** How often it was asked for what is newest. */
    public synchronized int questions() {
        return questions;
    }

    /** Where the next change will be. */
    public synchronized String newest() {
        return "at-" + all.size();
    }

    @Override
    public synchronized Uni<ChangesPage> readChanges(ReadChangesRequest request) {
        questions += request.getNow() ? 1 : 0;
        return Uni.createFrom().item(page(request));
    }

    private ChangesPage page(ReadChangesRequest request) {
        int from =
                switch (request.getAfterCase()) {
                    case NOW -> all.size();
                    case AT_US -> (int) (request.getAtUs() / 1_000_000);
                    case POSITION -> position(request.getPosition());
                    case AFTER_NOT_SET -> 0;
                };
        if (from < 0) {
            return ChangesPage.newBuilder()
                    .setProblem(TaskStore.problem(FailureCode.BAD_CURSOR, "no position", ""))
                    .build();
        }
        ChangesPage.Builder page = ChangesPage.newBuilder();
        int limit = request.getLimit() == 0 ? DEFAULT_PAGE : request.getLimit();
        int next = from;
        while (next < all.size() - held && page.getChangesCount() < limit) {
            Change change = all.get(next++);
            if (wanted(request, change)) {
                page.addChanges(change);
            }
        }
        return page.setNext("at-" + next).setCaughtUp(next >= all.size()).build();
    }

    private static boolean wanted(ReadChangesRequest request, Change change) {
        boolean type =
                request.getTypesCount() == 0 || request.getTypesList().contains(change.getType());
        boolean status =
                request.getStatusesCount() == 0
                        || request.getStatusesList().contains(change.getTransition().getTo());
        boolean namespace =
                request.getNamespace().isEmpty()
                        || request.getNamespace().equals(change.getNamespace());
        return type && status && namespace;
    }

    private static int position(String text) {
        return text.matches("at-\\d{1,6}") ? Integer.parseInt(text.substring(3)) : -1;
    }
}

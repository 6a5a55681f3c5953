package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.resteasy.reactive.RestResponse;

/** Pages of tasks. */
@ApplicationScoped
class TaskLists {

    private static final int BYTES_A_TASK = 1_500;

    private final LedgerCalls ledger;
    private final Overlay overlay;
    private final SeenVersions seen;

    TaskLists(LedgerCalls ledger, Overlay overlay, SeenVersions seen) {
        this.ledger = ledger;
        this.overlay = overlay;
        this.seen = seen;
    }

    /** The page that the query asks for; a problem where its cursor is not of such a list. */
    Uni<RestResponse<Buffer>> page(ListTasksRequest query) {
        return ledger.call(stub -> stub.listTasks(query))
                .map(
                        page -> {
                            if (page.hasProblem()) {
                                throw ProblemException.of(page.getProblem());
                            }
                            page.getTasksList().forEach(seen::shown);
                            return Answers.ok(document(query, page));
                        });
    }

    private JsonOut document(ListTasksRequest query, ListTasksResponse page) {
        JsonOut out = new JsonOut(BYTES_A_TASK * (1 + page.getTasksCount()));
        out.object().array("items");
        page.getTasksList().forEach(task -> TaskJson.write(out, overlay.shown(task)));
        String cursor = page.getNextCursor();
        out.endArray().text("next_cursor", cursor.isEmpty() ? null : cursor);
        if (query.getCount()) {
            out.number("total", page.getTotal());
            if (page.getTotalIsLeast()) {
                out.bool("total_is_least", true);
            }
        }
        return out.endObject();
    }
}

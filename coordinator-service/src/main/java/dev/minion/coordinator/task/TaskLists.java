package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** Pages of tasks, and what is as large. */
@ApplicationScoped
class TaskLists {

    private static final int BYTES_A_TASK = 1_500;

    /** A larger page is written by a thread that may take its time. */
    private static final int SMALL_PAGE = 100;

    private final LedgerCalls ledger;
    private final Overlay overlay;
    private final SeenVersions seen;
    private final PageQueue pages;

    TaskLists(LedgerCalls ledger, Overlay overlay, SeenVersions seen, ListSettings settings) {
        this.ledger = ledger;
        this.overlay = overlay;
        this.seen = seen;
        this.pages =
                new PageQueue(
                        new PageQueue.Bounds(
                                settings.pages(),
                                settings.tasks(),
                                settings.bytes(),
                                settings.waiting()));
    }

    /**
     * The page that the query asks for, to be released; a problem where its cursor is not of such a
     * list, and where too many lists wait.
     */
    Uni<PageQueue.Held> page(ListTasksRequest query) {
        return pages.ask(query, query.getLimit(), () -> make(query));
    }

    /** The same as an answer; it counts until it is handed to the connection. */
    Uni<RestResponse<Buffer>> answer(ListTasksRequest query, RoutingContext request) {
        return answer(page(query), request);
    }

    private static Uni<RestResponse<Buffer>> answer(
            Uni<PageQueue.Held> page, RoutingContext request) {
        PageHolder holder = new PageHolder();
        request.addEndHandler(_ -> holder.end());
        return page.map(
                held -> {
                    holder.hold(held);
                    return Answers.ok(held.bytes());
                });
    }

    /**
     * Those of the tasks that there are, in the order asked for. Readings of many are pages, too.
     */
    Uni<RestResponse<Buffer>> answer(
            String namespace, List<Outcome<UUID>> ids, RoutingContext request) {
        ManyReads reads = new ManyReads(ledger, overlay, seen, namespace, ids);
        return answer(
                pages.ask(
                        reads,
                        ids.size(),
                        () ->
                                aside(reads.read(), ids.size())
                                        .map(_ -> Answers.buffer(reads.document()))),
                request);
    }

    private Uni<Buffer> make(ListTasksRequest query) {
        return aside(ledger.call(stub -> stub.listTasks(query)), query.getLimit())
                .map(
                        found -> {
                            if (found.hasProblem()) {
                                throw ProblemException.of(found.getProblem());
                            }
                            found.getTasksList().forEach(seen::shown);
                            return Answers.buffer(document(query, found));
                        });
    }

    private static <T> Uni<T> aside(Uni<T> page, int tasks) {
        return tasks > SMALL_PAGE ? page.emitOn(Infrastructure.getDefaultWorkerPool()) : page;
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

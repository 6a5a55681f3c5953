package dev.minion.coordinator.statistics;

import dev.minion.contracts.ledger.GetStatisticsRequest;
import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.outcome.OutcomeFeed;
import dev.minion.coordinator.pool.WorkerPool;
import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.task.Statuses;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/** How the suite does: the ledger's figures, and what this coordinator sees of the workers. */
@Path("/api/v1/stats")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class StatisticsResource {

    private final LedgerCalls ledger;
    private final WorkerPool pool;
    private final OutcomeFeed outcomes;

    StatisticsResource(LedgerCalls ledger, WorkerPool pool, OutcomeFeed outcomes) {
        this.ledger = ledger;
        this.pool = pool;
        this.outcomes = outcomes;
    }

    @GET
    public Uni<RestResponse<Buffer>> get(@Context RoutingContext request) {
        var question =
                GetStatisticsRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .build();
        return ledger.call(stub -> stub.getStatistics(question))
                .map(figures -> Answers.ok(document(figures)));
    }

    private JsonOut document(Statistics figures) {
        JsonOut out = new JsonOut(1_024).object();
        counts(out, figures);
        out.object("rates")
                .number("completed_per_s", figures.getCompletedPerS())
                .number("failed_per_s", figures.getFailedPerS())
                .endObject()
                .object("latency_ms")
                .number("p50", figures.getP50Ms())
                .number("p95", figures.getP95Ms())
                .number("p99", figures.getP99Ms())
                .endObject()
                .time("oldest_pending", figures.getOldestPendingUs())
                .number("stale_events", figures.getStaleEvents())
                .number("parked_records", figures.getParkedRecords())
                .number("epoch", figures.getEpoch())
                .bool("outcomes_connected", outcomes.listening());
        workers(out);
        return out.endObject();
    }

    private static void counts(JsonOut out, Statistics figures) {
        long total = 0;
        out.object("by_status");
        for (TaskStatus status : TaskStatus.values()) {
            String text = Statuses.text(status);
            if (Statuses.parse(text).isPresent()) {
                long count = figures.getByStatusOrDefault(text, 0);
                total += count;
                out.number(text, count);
            }
        }
        out.endObject().number("total", total).object("by_type");
        new TreeMap<>(figures.getByTypeMap()).forEach(out::number);
        out.endObject();
    }

    private void workers(JsonOut out) {
        List<WorkerView> workers = pool.workers();
        Map<String, Long> byStatus =
                workers.stream()
                        .collect(Collectors.groupingBy(WorkerView::status, Collectors.counting()));
        out.object("workers").object("by_status");
        new TreeMap<>(byStatus).forEach(out::number);
        out.endObject()
                .number("capacity", living(workers).stream().mapToLong(WorkerView::capacity).sum())
                .number("running", living(workers).stream().mapToLong(WorkerView::running).sum())
                .endObject();
    }

    private static List<WorkerView> living(List<WorkerView> workers) {
        return workers.stream()
                .filter(
                        worker ->
                                worker.status().equals("healthy")
                                        || worker.status().equals("draining"))
                .toList();
    }
}

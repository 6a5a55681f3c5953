package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Statistics;
import dev.minion.benchmarks.http.Offers;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Offers the same batch each time, and counts what becomes of it. */
final class Tally implements Offers {

    private static final int TOO_MANY = 429;

    private final Request request;
    private final int batch;
    private final int followEach;
    private final Followers followers;
    private final List<Long> latencies = new ArrayList<>();
    private long accepted;
    private long refused;
    private long refusedWithoutPause;
    private long failed;
    private long lost;
    private long notSent;

    /**
     * Counts.
     *
     * @param batch tasks in the request
     * @param followEach one of so many accepted batches is followed
     */
    Tally(Request request, int batch, int followEach, Followers followers) {
        this.request = request;
        this.batch = batch;
        this.followEach = Math.max(1, followEach);
        this.followers = followers;
    }

    @Override
    public Request next() {
        return request;
    }

    @Override
    public void answered(Response response, long nanosSinceDue) {
        if (response.status() == TOO_MANY) {
            refused++;
            refusedWithoutPause += response.retryAfterSeconds() == 0 ? 1 : 0;
            return;
        }
        try {
            accepted += Submission.BATCH.accepted(response);
            if (latencies.size() % followEach == 0) {
                followers.follow(Submission.lastId(response), nanosSinceDue);
            }
            latencies.add(nanosSinceDue);
        } catch (IOException otherAnswer) {
            failed++;
        }
    }

    @Override
    public void notSent() {
        notSent++;
    }

    @Override
    public void lost() {
        lost++;
    }

    List<Figure> figures() {
        long[] nanos = latencies.stream().mapToLong(Long::longValue).toArray();
        return List.of(
                Figure.of("accepted_tasks", accepted),
                Figure.of("not_sent_tasks", (double) notSent * batch),
                Figure.of("refused_429_tasks", (double) refused * batch),
                Figure.of("refused_429_without_retry_after", refusedWithoutPause),
                Figure.of("other_errors", failed),
                Figure.of("unanswered", lost),
                Figure.of("accepted_p50_ms", Statistics.percentile(nanos, 50) / 1e6),
                Figure.of("accepted_p99_ms", Statistics.percentile(nanos, 99) / 1e6),
                Figure.of("accepted_max_ms", Statistics.percentile(nanos, 100) / 1e6));
    }
}

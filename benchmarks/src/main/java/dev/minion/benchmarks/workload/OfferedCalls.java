package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.http.Offers;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One operation again and again, each when it is due. */
final class OfferedCalls implements Offers {

    private final Operation operation;
    private final long[] latencies;
    private int answered;
    private int number;
    private int refused;
    private int notSent;
    private int lost;
    private @Nullable Response unexpected;

    OfferedCalls(Operation operation, int most) {
        this.operation = operation;
        this.latencies = new long[most];
    }

    /** Due while all connections were busy, or asked to come again later. */
    int notTaken() {
        return notSent + refused;
    }

    /** In nanoseconds, from the moment that each was due. */
    long[] latencies() {
        return Arrays.copyOf(latencies, answered);
    }

    /**
     * Nothing but what was asked for.
     *
     * @throws IOException where a request has failed or was not answered
     */
    void verify() throws IOException {
        Response other = unexpected;
        if (other != null) {
            throw new IOException(operation.name() + " is answered by " + other.quoted());
        }
        if (lost > 0) {
            throw new IOException(
                    operation.name() + " is not answered, of " + number + ": " + lost);
        }
    }

    @Override
    public Request next() {
        return operation.request().apply(number++);
    }

    @Override
    public void answered(Response response, long nanosSinceDue) {
        if (response.busy()) {
            refused++;
        } else if (response.status() / 100 != 2) {
            unexpected = response;
        } else {
            latencies[answered++] = nanosSinceDue;
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
}

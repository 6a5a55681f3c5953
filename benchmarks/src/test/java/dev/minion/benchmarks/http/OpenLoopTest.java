package dev.minion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Tally tally = new Tally();

    OpenLoopTest() throws IOException {
        server.setExecutor(threads);
        server.createContext("/busy", exchange -> answer(exchange, 429));
        server.createContext("/held", this::answerLate);
        server.createContext("/broken", HttpExchange::close);
        server.start();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aScheduleKeepsAnEvenPaceWhateverHappens() {
        Schedule schedule = Schedule.over(40, 2.5);

        assertThat(schedule.count()).isEqualTo(100);
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(1)).isEqualTo(25_000_000);
        assertThat(schedule.dueNanos(99)).isEqualTo(2_475_000_000L);
        assertThat(schedule.endNanos()).isEqualTo(2_500_000_000L);
        assertThat(Schedule.over(0.001, 1).count()).as("at least one").isOne();
    }

    @Test
    void everyRequestIsSentWhenItIsDueAndARefusalIsOnlyCounted() throws IOException {
        try (OpenLoop loop = new OpenLoop(endpoint(), 4)) {
            tally.path = "/busy";
            long start = System.nanoTime();

            loop.offer(new Schedule(200, 60), tally);
            loop.drain(tally, Duration.ofSeconds(10));

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
        }
        assertThat(requests.get() + tally.notSent).isEqualTo(60);
        assertThat(tally.statuses).hasSize(requests.get()).containsOnly(429);
        assertThat(tally.nanos).allMatch(nanos -> nanos > 0);
        assertThat(tally.lost).isZero();
    }

    @Test
    void whatIsDueWhileAllConnectionsAreBusyIsNotSent() throws IOException {
        try (OpenLoop loop = new OpenLoop(endpoint(), 3)) {
            tally.path = "/held";

            loop.offer(new Schedule(100, 10), tally);
            assertThat(tally.notSent).isEqualTo(7);
            gate.countDown();
            loop.drain(tally, Duration.ofSeconds(10));
        }
        assertThat(tally.statuses).hasSize(3).containsOnly(200);
        assertThat(tally.nanos)
                .as("counted from the moment it was due")
                .anyMatch(nanos -> nanos > 90_000_000);
    }

    @Test
    void answersThatDoNotComeInTimeAreLost() throws IOException {
        try (OpenLoop loop = new OpenLoop(endpoint(), 2)) {
            tally.path = "/held";

            loop.offer(new Schedule(100, 2), tally);
            loop.drain(tally, Duration.ofMillis(50));
        }
        assertThat(tally.lost).isEqualTo(2);
    }

    @Test
    void aBrokenConnectionIsReplacedAndItsRequestLost() throws IOException {
        try (OpenLoop loop = new OpenLoop(endpoint(), 1)) {
            tally.path = "/broken";
            loop.offer(new Schedule(5, 1), tally);
            assertThat(tally.lost).isOne();

            tally.path = "/busy";
            loop.offer(new Schedule(5, 1), tally);
        }
        assertThat(tally.statuses).containsExactly(429);
    }

    private Endpoint endpoint() {
        return Endpoint.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Map.of());
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void answerLate(HttpExchange exchange) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, 200);
    }

    private final class Tally implements Offers {

        private final List<Integer> statuses = new ArrayList<>();
        private final List<Long> nanos = new ArrayList<>();
        private String path = "/";
        private int notSent;
        private int lost;

        @Override
        public Request next() {
            return endpoint().get(path);
        }

        @Override
        public void answered(Response response, long nanosSinceDue) {
            statuses.add(response.status());
            nanos.add(nanosSinceDue);
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
}

package dev.minion.systemtests.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What handlers call: it sees how many are at it at a time, for each path, whatever Minion thinks.
 */
final class Witness implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final long holdMillis;
    private final Map<String, Integer> present = new ConcurrentHashMap<>();
    private final Map<String, Integer> most = new ConcurrentHashMap<>();

    /** When each call came, by path. */
    private final Map<String, List<Long>> calls = new ConcurrentHashMap<>();

    /**
     * Listens from now on.
     *
     * @param holdMillis how long each call is held
     */
    Witness(int port, long holdMillis) throws IOException {
        this.holdMillis = holdMillis;
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        server.setExecutor(threads);
        server.createContext("/", this::arrived);
        server.start();
    }

    private void arrived(HttpExchange call) {
        String path = call.getRequestURI().getPath();
        calls.computeIfAbsent(path, any -> new CopyOnWriteArrayList<>()).add(System.nanoTime());
        int now = present.merge(path, 1, Integer::sum);
        most.merge(path, now, Math::max);
        var ignored = timer.schedule(() -> leave(call, path), holdMillis, TimeUnit.MILLISECONDS);
    }

    private void leave(HttpExchange call, String path) {
        var left = present.merge(path, -1, Integer::sum);
        try (call) {
            call.sendResponseHeaders(204, -1);
        } catch (IOException gone) {
            most.merge("gone " + left, 1, Integer::sum);
        }
    }

    /** The most that were there at a time. */
    int most(String path) {
        return most.getOrDefault(path, 0);
    }

    /** When calls of the path came, in their order. */
    List<Long> calls(String path) {
        return calls.getOrDefault(path, List.of());
    }

    /** How many came in all. */
    int total() {
        return calls.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        timer.shutdownNow();
    }
}

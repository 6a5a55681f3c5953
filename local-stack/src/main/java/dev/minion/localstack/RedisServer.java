package dev.minion.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Redis 7.0 with an append-only file, written to disk every second. */
public final class RedisServer implements LocalServer {

    private final ManagedProcess process;
    private final Binaries binaries;

    /**
     * Nothing is started yet.
     *
     * @param cache where the program is unpacked, shared by all
     */
    public RedisServer(Placement place, Path cache) {
        this.process = new ManagedProcess(place);
        this.binaries = new Binaries(cache);
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    @Override
    public void start() {
        if (running()) {
            return;
        }
        process.start(
                List.of(
                        binaries.redis().toString(),
                        "--port",
                        Integer.toString(port()),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        process.place().data().toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        // Without it a failed background save would stop all writes.
                        "--stop-writes-on-bgsave-error",
                        "no",
                        "--save",
                        "",
                        "--daemonize",
                        "no"),
                Map.of());
    }

    /** Empties it, as a crash without its file would. */
    public void flush() {
        String answer = Probe.redis(port(), "FLUSHALL");
        if (!answer.equals("+OK")) {
            throw new StackException("Redis did not empty itself: " + answer);
        }
    }

    @Override
    public boolean answers() {
        return Probe.redis(port());
    }

    @Override
    public ManagedProcess process() {
        return process;
    }
}

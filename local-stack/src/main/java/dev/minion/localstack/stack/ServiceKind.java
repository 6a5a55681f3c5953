package dev.minion.localstack.stack;

import java.util.Locale;

/** The four services, in the order in which they are listed. */
public enum ServiceKind {
    LEDGER(384),
    DEDUP(192),
    COORDINATOR(512),
    WORKER(512);

    private final int heapMegabytes;

    ServiceKind(int heapMegabytes) {
        this.heapMegabytes = heapMegabytes;
    }

    /** The name of the service in commands, files and messages. */
    public String service() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The folder of its module below the project's root. */
    String module() {
        return service() + "-service";
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}

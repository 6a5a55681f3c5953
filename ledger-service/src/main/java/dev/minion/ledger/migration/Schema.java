package dev.minion.ledger.migration;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import liquibase.exception.LiquibaseException;
import org.jboss.logging.Logger;

/** Tells when the schema is there. Migrates on a virtual thread, again and again until it works. */
@ApplicationScoped
public class Schema {

    private static final Logger LOG = Logger.getLogger(Schema.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Migrations migrations;
    private final CompletableFuture<Void> migrated = new CompletableFuture<>();
    private volatile boolean stopped;

    Schema(Migrations migrations) {
        this.migrations = migrations;
    }

    /** Completes when the schema is there; never fails. */
    public CompletionStage<Void> migrated() {
        return migrated.minimalCompletionStage();
    }

    /** True when the schema is there. */
    public boolean ready() {
        return migrated.isDone();
    }

    void start(@Observes StartupEvent started) {
        var _ =
                migrations
                        .complete()
                        .onSuccess(
                                complete -> {
                                    if (complete) {
                                        migrated.complete(null);
                                    } else {
                                        Thread.ofVirtual().name("migration").start(this::migrate);
                                    }
                                });
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped = true;
    }

    private void migrate() {
        while (!stopped && !migrated.isDone()) {
            try {
                migrations.up();
                migrated.complete(null);
            } catch (SQLException | LiquibaseException | RuntimeException failed) {
                LOG.warnf("schema is not migrated yet, trying again: reason=%s", failed);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}

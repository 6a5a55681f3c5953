package dev.minion.coordinator.change;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All who follow; asks the ledger for them whether there is anything new, as long as any do. */
@ApplicationScoped
class Followers {

    private final ChangeCalls calls;
    private final Vertx vertx;
    private final ChangeSettings settings;
    private final Set<Follower> all = new HashSet<>();
    private boolean polling;
    private boolean stopped;
    private String newest = "";

    Followers(ChangeCalls calls, Vertx vertx, ChangeSettings settings) {
        this.calls = calls;
        this.vertx = vertx;
        this.settings = settings;
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    /**
     * Enters a follower, and wakes it a first time.
     *
     * @throws ProblemException overloaded where there are too many
     */
    void enter(Follower follower) {
        synchronized (this) {
            if (all.size() >= settings.followers()) {
                throw new ProblemException(
                        FailureCode.OVERLOADED, "too many clients follow changes already");
            }
            all.add(follower);
            if (!polling) {
                polling = true;
                pollLater();
            }
        }
        follower.wake();
    }

    /** Takes a follower off the list; a second time does nothing. */
    synchronized void leave(Follower follower) {
        all.remove(follower);
    }

    /** Whether the ledger is asked again and again. */
    synchronized boolean polling() {
        return polling;
    }

    private void pollLater() {
        var ignored = vertx.setTimer(settings.pollEvery().toMillis(), _ -> poll());
    }

    private synchronized void poll() {
        polling = !all.isEmpty() && !stopped;
        if (polling) {
            var ignored =
                    calls.newest()
                            .subscribe()
                            .with(
                                    position -> {
                                        wake(position);
                                        pollLater();
                                    },
                                    _ -> pollLater());
        }
    }

    private void wake(String position) {
        List<Follower> woken;
        synchronized (this) {
            boolean more = !position.equals(newest);
            newest = position;
            woken = all.stream().filter(follower -> more || follower.behind()).toList();
        }
        woken.forEach(Follower::wake);
    }
}

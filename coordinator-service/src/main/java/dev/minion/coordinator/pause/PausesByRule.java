package dev.minion.coordinator.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.schedule.ErrorPauses;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.ErrorRule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Has the ledger pause what has failed too often. All coordinators ask; it makes one pause. */
@ApplicationScoped
class PausesByRule implements ErrorPauses {

    private static final Logger LOG = Logger.getLogger(PausesByRule.class);
    private static final long NANOS_A_MILLI = 1_000_000;

    /** Who began such a pause, as people read it. */
    private static final String RULE = "rule";

    private final StandingSource ledger;
    private final StandingNews news;
    private final Ids ids;

    PausesByRule(StandingSource ledger, StandingNews news, Ids ids) {
        this.ledger = ledger;
        this.news = news;
        this.ids = ids;
    }

    @Override
    public void start(Effect.StartPause pause) {
        ErrorRule rule = pause.rule();
        StartPauseRequest request =
                StartPauseRequest.newBuilder()
                        .setId(Ids.toBytes(ids.next()))
                        .setTarget(pause.target())
                        .setForMs(rule.pauseMillis())
                        .setReason(reason(pause))
                        .setCreatedBy(RULE)
                        .setRuleId(Ids.toBytes(rule.id()))
                        .setUnknown(true)
                        .build();
        var ignored =
                Uni.createFrom()
                        .deferred(() -> ledger.start(request))
                        .subscribe()
                        .with(
                                result -> answered(request, result),
                                failure ->
                                        LOG.warnf(
                                                "not paused, more failures will ask again:"
                                                        + " target=%s, reason=%s",
                                                text(request.getTarget()), failure.toString()));
    }

    private static String reason(Effect.StartPause pause) {
        return "%d of %d attempts failed within %s"
                .formatted(
                        pause.failures(),
                        pause.attempts(),
                        Durations.format(pause.rule().windowNanos() / NANOS_A_MILLI));
    }

    private void answered(StartPauseRequest request, PauseResult result) {
        if (result.hasProblem()) {
            LOG.warnf(
                    "not paused: target=%s, code=%s",
                    text(request.getTarget()), result.getProblem().getCode());
            return;
        }
        if (!result.getKnown()) {
            LOG.infof(
                    "paused by a rule: target=%s, reason=%s",
                    text(request.getTarget()), request.getReason());
        }
        var ignored = news.changed().subscribe().with(_ -> {});
    }

    /** On one line. */
    private static String text(PauseTarget target) {
        return target.toString().strip().replace('\n', ' ');
    }
}

package dev.minion.coordinator.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.ErrorRule;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PausesByRuleTest {

    private static final PauseTarget TYPE =
            PauseTarget.newBuilder().setScope(PauseScope.PAUSE_TYPE).setType("a").build();
    private static final UUID RULE = new UUID(3, 4);
    private static final Effect.StartPause PAUSE =
            new Effect.StartPause(
                    TYPE, new ErrorRule(RULE, TYPE, 0.7, 10, 60_000_000_000L, 5_000), 7, 10);

    private final SourceDouble ledger = new SourceDouble();
    private final AtomicInteger news = new AtomicInteger();
    private final PausesByRule pauses =
            new PausesByRule(ledger, this::changed, Ids.random(InstantSource.system()));

    private Uni<Void> changed() {
        var ignored = news.incrementAndGet();
        return Uni.createFrom().voidItem();
    }

    @Test
    void theLedgerIsAskedWithTheReasonAndThenWhatIsInForce() {
        pauses.start(PAUSE);

        StartPauseRequest asked = ledger.started.getFirst();
        assertThat(asked.getTarget()).isEqualTo(TYPE);
        assertThat(asked.getReason()).isEqualTo("7 of 10 attempts failed within 1m");
        assertThat(asked.getForMs()).isEqualTo(5_000);
        assertThat(asked.getRuleId()).isEqualTo(Ids.toBytes(RULE));
        assertThat(asked.getUnknown()).isTrue();
        assertThat(Ids.fromBytes(asked.getId()).version()).isEqualTo(7);
        assertThat(news).hasValue(1);
    }

    @Test
    void whereItFailsNothingFollowsAndEachPauseHasAnIdOfItsOwn() {
        ledger.away = true;
        pauses.start(PAUSE);
        ledger.away = false;
        pauses.start(PAUSE);

        assertThat(news).hasValue(1);
        assertThat(ledger.started).extracting(StartPauseRequest::getId).doesNotHaveDuplicates();
    }

    @Test
    void aRefusalChangesNothing() {
        ledger.result =
                PauseResult.newBuilder().setProblem(Problem.newBuilder().setCode("no")).build();

        pauses.start(PAUSE);

        assertThat(news).hasValue(0);
    }
}

package dev.minion.ledger.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.GetStandingRequest;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.ListQueuesRequest;
import dev.minion.contracts.ledger.ListQueuesResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.Pauses;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.contracts.tasks.Flow;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PausesTest extends LedgerTest {

    @GrpcClient("ledger")
    Pauses pauses;

    @Inject PauseUpkeep upkeep;

    /** What is paused here would stand in the way of others. */
    @AfterEach
    void endAll() throws Exception {
        execute("delete from ledger.pauses");
        execute("delete from ledger.agent_state where id like '%.only'");
    }

    private static PauseTarget.Builder of(PauseScope scope) {
        return PauseTarget.newBuilder().setScope(scope);
    }

    private PauseTarget type() {
        return of(PauseScope.PAUSE_TYPE).setType("type-" + namespace).build();
    }

    private StartPauseRequest.Builder request(PauseTarget target) {
        return StartPauseRequest.newBuilder().setId(Ids.toBytes(ids.next())).setTarget(target);
    }

    private PauseResult start(StartPauseRequest.Builder request) {
        return now(pauses.startPause(request.build()));
    }

    private Pause started(PauseTarget target) {
        return start(request(target).setUnknown(true)).getPause();
    }

    private PauseResult end(ByteString id) {
        return now(pauses.endPause(EndPauseRequest.newBuilder().setId(id).build()));
    }

    private Standing standing() {
        return now(pauses.getStanding(GetStandingRequest.getDefaultInstance()));
    }

    private ListPausesResponse list(boolean ended, int limit, ByteString before) {
        return now(
                pauses.listPauses(
                        ListPausesRequest.newBuilder()
                                .setEnded(ended)
                                .setLimit(limit)
                                .setBefore(before)
                                .build()));
    }

    @Test
    void aPauseIsToldAsItCameAndStandsUntilItIsEnded() {
        StartPauseRequest.Builder request =
                request(type())
                        .setUnknown(true)
                        .setForMs(60_000)
                        .setReason("maintenance")
                        .setCreatedBy("me")
                        .setRuleId(Ids.toBytes(ids.next()));

        PauseResult begun = start(request);

        assertThat(begun.getKnown()).isFalse();
        Pause pause = begun.getPause();
        assertThat(pause.getId()).isEqualTo(request.getId());
        assertThat(pause.getTarget()).isEqualTo(type());
        assertThat(pause.getReason()).isEqualTo("maintenance");
        assertThat(pause.getCreatedBy()).isEqualTo("me");
        assertThat(pause.getRuleId()).isEqualTo(request.getRuleId());
        assertThat(pause.getUntilUs() - pause.getBeganAtUs()).isEqualTo(60_000_000);
        assertThat(pause.getEndedAtUs()).isZero();
        assertThat(standing().getPausesList()).containsExactly(pause);
        assertThat(standing().getNowUs()).isGreaterThanOrEqualTo(pause.getBeganAtUs());

        Pause ended = end(pause.getId()).getPause();
        assertThat(ended.getEndedAtUs()).isBetween(pause.getBeganAtUs(), pause.getUntilUs() - 1);
        assertThat(standing().getPausesList()).isEmpty();
        assertThat(end(pause.getId()).getPause()).as("ended already").isEqualTo(ended);
    }

    @Test
    void whereATargetIsPausedThatPauseIsTheAnswer() {
        Pause first = started(type());

        PauseResult second = start(request(type()).setForMs(1_000));
        PauseResult again = start(request(type()).setId(first.getId()));

        assertThat(second.getKnown()).isTrue();
        assertThat(second.getPause()).isEqualTo(first);
        assertThat(again.getKnown()).as("the very same call").isFalse();
        assertThat(again.getPause()).isEqualTo(first);
        end(first.getId());
        assertThat(started(type()).getId()).isNotEqualTo(first.getId());
    }

    @Test
    void aPauseEndsByItselfBeforeAnybodyHasNotedIt() throws Exception {
        Pause over = start(request(type()).setUnknown(true).setForMs(60_000)).getPause();
        execute(
                "update ledger.pauses set began_at = now() - interval '2 minutes',"
                        + " until_at = now() - interval '1 minute'");

        assertThat(standing().getPausesList()).isEmpty();
        assertThat(list(false, 10, ByteString.EMPTY).getPausesList()).isEmpty();
        Pause told = list(true, 10, ByteString.EMPTY).getPauses(0);
        assertThat(told.getEndedAtUs()).isEqualTo(told.getUntilUs());
        assertThat(query("select ended_at from ledger.pauses")).isEqualTo("null");

        Pause next = started(type());
        assertThat(next.getId()).isNotEqualTo(over.getId());
        assertThat(query("select count(*) from ledger.pauses where ended_at = until_at"))
                .as("noted so that the target could be paused anew")
                .isEqualTo("1");
    }

    @Test
    void upkeepNotesTheEndsAndForgetsThemAfterThirtyDays() throws Exception {
        started(type());
        started(of(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace).build());
        started(of(PauseScope.PAUSE_EVERYTHING).build());
        execute(
                """
                update ledger.pauses set until_at = now() - interval '1 minute' where scope = 3;
                update ledger.pauses set ended_at = now() - interval '31 days' where scope = 2
                """);

        assertThat(upkeep.step().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);

        assertThat(query("select string_agg(scope::text, ' ' order by scope) from ledger.pauses"))
                .isEqualTo("1 3");
        assertThat(query("select count(*) from ledger.pauses where ended_at = until_at"))
                .isEqualTo("1");
    }

    @Test
    void pausesAreListedPageByPageTheNewestFirst() {
        Pause ended = started(type());
        end(ended.getId());
        Pause first = started(of(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace).build());
        Pause second = started(of(PauseScope.PAUSE_EVERYTHING).build());

        ListPausesResponse page = list(true, 2, ByteString.EMPTY);

        assertThat(page.getPausesList()).containsExactly(second, first);
        assertThat(page.getMore()).isTrue();
        assertThat(list(true, 2, first.getId()).getPausesList())
                .extracting(Pause::getId)
                .containsExactly(ended.getId());
        assertThat(list(true, 2, first.getId()).getMore()).isFalse();
        assertThat(list(false, 0, ByteString.EMPTY).getPausesList()).containsExactly(second, first);
    }

    @Test
    void whatNobodyHasSeenIsPausedOnlyWhereThatIsMeant() throws Exception {
        PauseTarget of = of(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace).build();
        PauseTarget key = of(PauseScope.PAUSE_KEY).setNamespace(namespace).setKey("k").build();
        for (PauseTarget target : List.of(type(), of, key)) {
            assertThat(start(request(target)).getProblem().getCode())
                    .as("%s", target)
                    .isEqualTo("nothing-to-pause");
        }
        NewTask.Builder task = task("seen").setType(type().getType());
        task.getDemandsBuilder().setFlow(Flow.newBuilder().setKey("k"));

        create(task);

        for (PauseTarget target : List.of(type(), of, key)) {
            assertThat(start(request(target)).hasPause()).as("%s", target).isTrue();
        }
        PauseTarget other = key.toBuilder().setKey("other").build();
        assertThat(start(request(other)).getProblem().getCode()).isEqualTo("nothing-to-pause");
        execute(
                "insert into ledger.agent_state values ('%1$s', 'w', 'r', E'a\\n%1$s\\nb', 'active', 1, 'h',"
                                .formatted(namespace + ".only")
                        + " 'v', null, now(), now())");
        PauseTarget ofWorkers = type().toBuilder().setType(namespace + ".only").build();
        assertThat(start(request(ofWorkers)).hasPause()).as("a worker has it").isTrue();
    }

    @Test
    void aKeyIsSeenAlsoWhereItsTasksWaitForTheirTime() {
        NewTask.Builder task = task("later").setRunAfterUs(4_000_000_000_000_000L);
        task.getDemandsBuilder().setFlow(Flow.newBuilder().setKey("later"));
        create(task);

        PauseTarget key = of(PauseScope.PAUSE_KEY).setNamespace(namespace).setKey("later").build();

        assertThat(start(request(key)).hasPause()).isTrue();
    }

    @Test
    void noMoreThanSoManyAreInForce() throws Exception {
        execute(
                """
                insert into ledger.pauses (id, scope, namespace, type, key, reason, created_by)
                select gen_random_uuid(), 3, '', 'full-' || n, '', '', '' from generate_series(1, 1000) n
                """);

        PauseResult refused = start(request(type()).setUnknown(true));

        assertThat(refused.getProblem().getCode()).isEqualTo("overloaded");
        PauseTarget known = type().toBuilder().setType("full-7").build();
        assertThat(start(request(known)).getKnown()).isTrue();
        execute("update ledger.pauses set until_at = now() where type = 'full-9'");
        assertThat(start(request(type()).setUnknown(true)).hasPause())
                .as("one of them is over")
                .isTrue();
    }

    @Test
    void whatIsNoPauseOrNoneAnyMoreIsAProblem() {
        assertThat(end(Ids.toBytes(ids.next())).getProblem().getCode())
                .isEqualTo("pause-not-found");
        assertThat(start(request(of(PauseScope.PAUSE_TYPE).build())).getProblem().getCode())
                .isEqualTo("validation-failed");
    }

    private Map<String, Boolean> paused() {
        Map<String, Boolean> paused = new HashMap<>();
        int after = -1;
        do {
            ListQueuesResponse page =
                    now(
                            ledger.listQueues(
                                    ListQueuesRequest.newBuilder()
                                            .setNamespace(namespace)
                                            .setLimit(200)
                                            .setAfterQueue(after)
                                            .build()));
            page.getQueuesList().forEach(q -> paused.put(q.getFlow().getKey(), q.getPaused()));
            after = page.hasNextQueue() ? page.getNextQueue() : -1;
        } while (after >= 0);
        return paused;
    }

    @Test
    void queuesSayWhetherTheyArePaused() {
        NewTask.Builder keyed = task("keyed");
        keyed.getDemandsBuilder().setFlow(Flow.newBuilder().setKey("k"));
        create(keyed, task("without a key"));

        Pause key = started(of(PauseScope.PAUSE_KEY).setNamespace(namespace).setKey("k").build());
        started(of(PauseScope.PAUSE_NAMESPACE).setNamespace("another").build());
        assertThat(paused()).isEqualTo(Map.of("k", true, "", false));
        end(key.getId());
        assertThat(paused()).isEqualTo(Map.of("k", false, "", false));
        started(of(PauseScope.PAUSE_NAMESPACE).setNamespace(namespace).build());
        assertThat(paused()).isEqualTo(Map.of("k", true, "", true));
    }
}

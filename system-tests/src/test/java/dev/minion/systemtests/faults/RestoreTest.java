package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill: a ledger goes back to a backup that was taken while work was in flight. */
class RestoreTest {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(80);

    @TempDir Path directory;

    private final SharedStack suite = SharedStack.get();

    @Test
    void allWorkOfTheBackupCompletesAllLaterWorkIsNamedAndOldWorkersAreNotBelieved()
            throws IOException {
        // given: a backup, taken while one task runs and others come, run and wait
        LocalServer second = suite.secondWorker();
        LocalServer ledger = suite.component("ledger");
        Path file = directory.resolve("ledger.backup");
        try (Workload early = Workload.start(suite.url())) {
            JsonNode nap = runningNap();
            early.awaitAcknowledged(MixedWork.TASKS / 4);
            Set<String> before = ids(early);
            ledgerCommand("backup", file.toString());
            Set<String> after = ids(early);
            LocalServer holder =
                    nap.path("assigned_to").asText().startsWith("worker-2-")
                            ? second
                            : suite.component("worker");
            holder.process().pause();

            // when: more work is acknowledged, and then the ledger goes back to the backup
            try (Workload later = Workload.start(suite.url())) {
                later.awaitAcknowledged(MixedWork.TASKS / 4);
                ledger.stop(Duration.ofSeconds(20));
                Set<String> acknowledged = ids(early);
                acknowledged.addAll(ids(later));
                Map.Entry<String, String> lost = anyLone(later);
                long staleBefore = 0;
                ledgerCommand("restore", file.toString(), "--yes");
                ledger.start();
                ledger.ready(READY);

                // then: what was acknowledged is there or named, and what came later is named
                Map<String, String> named = named(file);
                Map<String, JsonNode> tasks = allCompleted(early);
                tasks.putAll(allCompleted(later));
                assertThat(tasks.keySet()).as("acknowledged before").containsAll(before);
                Set<String> gone = new HashSet<>(acknowledged);
                gone.removeAll(tasks.keySet());
                assertThat(named.keySet()).as("acknowledged, and gone").containsAll(gone);
                Set<String> latest = new HashSet<>(acknowledged);
                latest.removeAll(after);
                assertThat(gone).as("acknowledged after the backup").containsAll(latest);
                assertThat(latest).isNotEmpty();

                // and: the attempt from before the backup is over, its late report changes nothing
                within(DRAIN).until(() -> status(nap).equals("completed"));
                JsonNode done = task(nap);
                assertThat(done.path("attempt").asInt())
                        .isGreaterThan(nap.path("attempt").asInt());
                assertThat(done.path("failures").asInt()).isZero();
                assertThat(done.path("assigned_to")).isNotEqualTo(nap.path("assigned_to"));
                staleBefore = staleEvents();
                holder.process().resume();
                long stale = staleBefore;
                within(Duration.ofSeconds(40)).until(() -> staleEvents() > stale);
                assertThat(task(nap)).isEqualTo(done);

                // and: a client whose task is lost submits it again, under the same key
                String again = submittedAgain(lost);
                within(DRAIN).until(() -> status(again).equals("completed"));
                SharedStack.awaitWork(suite.url());
                Report.line(
                        "restored",
                        "%d tasks of %d acknowledged are gone and named among %d; %d completed;"
                                + " stale events %d, then %d",
                        gone.size(),
                        acknowledged.size(),
                        named.size(),
                        tasks.size(),
                        stale,
                        staleEvents());
            }
        } finally {
            second.process().resume();
            suite.component("worker").process().resume();
        }
    }

    private void ledgerCommand(String... words) {
        assertThat(suite.stack().ledgerCommand(List.of(words), READY)).as(words[0]).isZero();
    }

    private static Set<String> ids(Workload workload) {
        return new HashSet<>(workload.acknowledged().keySet());
    }
}

package dev.minion.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.ServiceProcess;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger is killed with -9 while it purges, and while it restores from the archive. */
class RetentionKillTest {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofMinutes(2);

    /** More than the minute that a purge by hand leaves alone, and a test should not wait for. */
    private static final Duration AGE = Duration.ofHours(1);

    private static final int TASKS = 3_000;
    private static final int BATCH = 1_000;

    /** Pages so small, and pauses so long, that the kill falls between two of them or into one. */
    private static final Map<String, String> SLOWLY =
            Map.of(
                    "MINION_LEDGER_RETENTION_BATCH_TASKS", "100",
                    "MINION_LEDGER_RETENTION_SHORTEST_PAUSE", "50ms");

    private static final String PURGE =
            """
            {"what": "tasks", "older_than": "1m"}""";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path archive;

    private final SharedStack suite = SharedStack.get();
    private final String namespace = "kept-" + UUID.randomUUID();

    @Test
    void whatWasPurgedIsInTheArchiveWhatIsKeptIsThereAndTheNextRunFinishes() throws Exception {
        // A purge is over all namespaces: what others have left would only hold it up.
        String others = purge();
        within(WORK).until(() -> Http.get(others).path("status").asText().equals("completed"));
        LocalServer plain = suite.component("ledger");
        plain.stop(READY);
        ServiceProcess ledger = archiving((ServiceProcess) plain);
        try {
            started(ledger);
            // given: ended tasks, and some of the same age that are still wanted
            Instant from = Instant.now().minusSeconds(1);
            Set<String> ended = submit("", TASKS);
            within(WORK).until(() -> total("&status=completed") == TASKS);
            Instant to = Instant.now();
            Set<String> kept = submit(", \"run_after\": \"%s\"".formatted(to.plus(AGE)), BATCH);
            makeOlder();

            purgeAndKill(ledger, older(ended), older(kept));
            restoreAndKill(ledger, from.minus(AGE), to.minus(AGE));
        } finally {
            ledger.stop(READY);
            plain.start();
            plain.ready(READY);
        }
    }

    /** As if they had been submitted an hour ago. */
    private void makeOlder() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                suite.stack().postgres().jdbcUrl(),
                                PostgresServer.USER,
                                PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    create or replace function pg_temp.older(id uuid) returns uuid language sql as $$
                      select (lpad(to_hex(('x' || left(h, 12))::bit(48)::bigint - %1$d), 12, '0')
                        || substr(h, 13))::uuid from replace(id::text, '-', '') h
                    $$;
                    update ledger.task_history h set task_id = pg_temp.older(task_id)
                    from ledger.tasks t where t.id = h.task_id and t.namespace = '%2$s';
                    update ledger.tasks set id = pg_temp.older(id),
                      created_at = created_at - interval '%1$d ms',
                      completed_at = completed_at - interval '%1$d ms'
                    where namespace = '%2$s';
                    """
                            .formatted(AGE.toMillis(), namespace));
        }
    }

    /** The first 48 bits of an id are its milliseconds. */
    private static Set<String> older(Set<String> ids) {
        return ids.stream()
                .map(UUID::fromString)
                .map(
                        id ->
                                new UUID(
                                        id.getMostSignificantBits() - (AGE.toMillis() << 16),
                                        id.getLeastSignificantBits()))
                .map(UUID::toString)
                .collect(Collectors.toSet());
    }

    /** Begins one, and tells where it can be looked at. */
    private String purge() {
        String purges = suite.url() + "/api/v1/admin/purges";
        return purges + '/' + Http.post(purges, PURGE).path("id").asText();
    }

    private void purgeAndKill(ServiceProcess ledger, Set<String> ended, Set<String> kept)
            throws IOException {
        String purge = purge();
        within(WORK).until(() -> total("") < kept.size() + TASKS - TASKS / 4);

        ledger.kill();

        Set<String> archived = archived();
        started(ledger);
        long afterKill = total("");
        assertThat(archived).as("gone means archived").hasSizeGreaterThan(TASKS / 4);
        within(WORK).until(() -> Http.get(purge).path("status").asText().equals("completed"));

        assertThat(Http.get(purge).path("error").isNull()).isTrue();
        assertThat(afterKill).as("killed in the middle").isGreaterThan(kept.size());
        assertThat(archived()).containsAll(ended).doesNotContainAnyElementsOf(kept);
        assertThat(total("")).isEqualTo(kept.size());
        assertThat(counted("scheduled")).isEqualTo(kept.size());
        assertThat(counted("completed")).isZero();
        Report.line(
                "purge killed",
                "%d tasks were there after the kill, %d archived in the end, %d kept",
                afterKill,
                archived().size(),
                kept.size());
    }

    private void restoreAndKill(ServiceProcess ledger, Instant from, Instant to)
            throws IOException {
        String range = "{\"created_after\": \"%s\", \"created_before\": \"%s\"".formatted(from, to);
        Thread restoring = Thread.ofVirtual().start(() -> restoreUntilItFails(range));
        within(WORK).until(() -> total("&status=completed") > 0);

        ledger.kill();

        within(READY).until(() -> !restoring.isAlive());
        started(ledger);
        long afterKill = total("&status=completed");
        String cursor = "";
        do {
            Http.Answer answer = restore(range, cursor);
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            cursor = answer.body().path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));

        assertThat(total("&status=completed")).isEqualTo(TASKS);
        assertThat(counted("completed")).isEqualTo(TASKS);
        assertThat(counted("scheduled")).isEqualTo(BATCH);
        Report.line("restore killed", "%d of %d tasks were back after the kill", afterKill, TASKS);
    }

    private void restoreUntilItFails(String range) {
        String cursor = "";
        try {
            do {
                Http.Answer answer = restore(range, cursor);
                if (answer.status() != 200) {
                    return;
                }
                cursor = answer.body().path("next_cursor").asText("");
            } while (!cursor.isEmpty() && !cursor.equals("null"));
        } catch (IOException killed) {
            // Its outcome is unknown; the next one tells.
        }
    }

    private Http.Answer restore(String range, String cursor) throws IOException {
        String body = cursor.isEmpty() ? range + "}" : range + ", \"cursor\": \"" + cursor + "\"}";
        return Http.call(suite.url() + "/api/v1/admin/restores", body, Map.of());
    }

    /** In the place of the one without an archive. */
    private ServiceProcess archiving(ServiceProcess plain) {
        Map<String, String> settings = new HashMap<>(SLOWLY);
        settings.put("LEDGER_ARCHIVE_DIR", archive.toString());
        return suite.stack().add(ServiceKind.LEDGER, "ledger-archive", plain.ports(), settings);
    }

    private void started(ServiceProcess ledger) {
        ledger.start();
        ledger.ready(READY);
        SharedStack.awaitWork(suite.url());
    }

    private Set<String> submit(String more, int count) throws IOException {
        Set<String> ids = new HashSet<>();
        while (ids.size() < count) {
            StringJoiner tasks = new StringJoiner(",", "{\"tasks\": [", "]}");
            for (int i = 0; i < BATCH; i++) {
                tasks.add("{\"name\": \"old\", \"type\": \"demo.echo\"" + more + "}");
            }
            Http.Answer answer =
                    Http.call(
                            suite.url() + "/api/v1/tasks/batch",
                            tasks.toString(),
                            Map.of("Minion-Namespace", namespace));
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            answer.body().path("items").forEach(item -> ids.add(item.path("id").asText()));
        }
        return ids;
    }

    private long total(String filter) {
        return ask("/api/v1/tasks?limit=1&count=true" + filter).path("total").asLong(-1);
    }

    private long counted(String status) {
        return ask("/api/v1/stats").path("by_status").path(status).asLong(0);
    }

    private JsonNode ask(String path) {
        try {
            Http.Answer answer =
                    Http.call(suite.url() + path, null, Map.of("Minion-Namespace", namespace));
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The tasks of this namespace in all files, each of which has to be whole. */
    private Set<String> archived() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Path file : files()) {
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    new GZIPInputStream(Files.newInputStream(file)),
                                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode entry = JSON.readTree(line);
                    if (entry.path("task").path("namespace").asText().equals(namespace)) {
                        ids.add(entry.path("id").asText());
                    }
                }
            }
        }
        return ids;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(archive)) {
            return files.filter(file -> file.toString().endsWith(".ndjson.gz")).toList();
        }
    }

    private static ConditionFactory within(Duration bound) {
        return await().atMost(bound)
                .pollInSameThread()
                .ignoreExceptions()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50));
    }
}

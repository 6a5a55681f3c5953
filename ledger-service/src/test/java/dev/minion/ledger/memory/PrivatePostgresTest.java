package dev.minion.ledger.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.minion.ledger.migration.MigrationDatabase;
import dev.minion.localstack.PostgresServer;
import dev.minion.localstack.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivatePostgresTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int POSTGRES = 21100;

    private final PostgresPrograms programs =
            new PostgresPrograms(PostgresServer.home(TestServers.cache()).resolve("bin"));

    @TempDir Path directory;

    @BeforeAll
    static void unpack() {
        TestServers.postgres(POSTGRES);
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private static boolean answers(PrivatePostgres database) {
        try (Connection connection = MigrationDatabase.of(database.settings()).connect("test")) {
            return connection.isValid(1);
        } catch (SQLException refused) {
            return false;
        }
    }

    @Test
    void itAnswersAndLeavesNothingBehind() throws Exception {
        PrivatePostgres database = PrivatePostgres.start(programs, new Memory(directory));
        await().atMost(SOON).until(() -> answers(database));
        assertThat(directories()).hasSize(1);

        database.close();

        await().atMost(SOON).until(() -> directories().isEmpty());
        assertThat(answers(database)).isFalse();
    }

    @Test
    void twoOfThemDoNotKnowEachOther() throws Exception {
        try (PrivatePostgres one = PrivatePostgres.start(programs, new Memory(directory));
                PrivatePostgres two = PrivatePostgres.start(programs, new Memory(directory))) {
            await().atMost(SOON).until(() -> answers(one) && answers(two));

            assertThat(one.settings().get("POSTGRES_PORT"))
                    .isNotEqualTo(two.settings().get("POSTGRES_PORT"));
        }
        await().atMost(SOON).until(() -> directories().isEmpty());
    }

    @Test
    void whatALedgerThatIsGoneLeftIsRemoved() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Path left = directory.resolve("minion-ledger-" + gone.pid() + "-1234");
        Files.createDirectories(left.resolve("data"));
        Files.writeString(left.resolve("data/PG_VERSION"), "18");
        Path stranger = Files.createDirectory(directory.resolve("minion-ledger-of-mine"));
        Path ours =
                Files.createDirectory(
                        directory.resolve(
                                "minion-ledger-" + ProcessHandle.current().pid() + "-1234"));

        new Memory(directory).removeLeftovers();

        assertThat(directories()).containsExactlyInAnyOrder(stranger, ours);
    }

    @Test
    void aServerThatCannotStartSaysWhy() throws Exception {
        Path broken = Files.createDirectory(directory.resolve("bin"));
        for (String program : List.of("initdb", "postgres")) {
            Path file = broken.resolve(program);
            Files.writeString(file, "#!/bin/sh\necho no room for it\nexit 1\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }

        assertThatThrownBy(
                        () ->
                                PrivatePostgres.start(
                                        new PostgresPrograms(broken), new Memory(directory)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no room for it");
        assertThat(directories()).containsExactly(broken);
    }

    @Test
    void withoutPostgresItIsToldWhatToInstall() {
        assertThatThrownBy(
                        () ->
                                PostgresPrograms.of(
                                        Map.of("LEDGER_INMEMORY_POSTGRES", directory.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no Postgres 18 in " + directory)
                .hasMessageContaining("LEDGER_INMEMORY_POSTGRES");
    }

    @Test
    void itIsRefusedOutsideTheDevelopmentMode() {
        assertThat(InMemoryLedger.wanted(Map.of("LEDGER_TYPE", "inmemory"))).isTrue();
        assertThat(InMemoryLedger.wanted(Map.of("LEDGER_TYPE", "hybrid"))).isFalse();
        assertThatThrownBy(() -> InMemoryLedger.begin(Map.of("LEDGER_TYPE", "inmemory")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MINION_MODE=development");
    }
}

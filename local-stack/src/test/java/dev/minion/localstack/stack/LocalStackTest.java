package dev.minion.localstack.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.localstack.Lifetime;
import dev.minion.localstack.LocalServer;
import dev.minion.localstack.Ports;
import dev.minion.localstack.StackException;
import dev.minion.localstack.TestServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir Path base;

    private final List<LocalStack> stacks = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        stacks.forEach(stack -> stack.components().forEach(LocalServer::kill));
    }

    @Test
    void comesUpAsAWholeTellsTheTruthAndGoesDownWithoutATrace() {
        LocalStack stack = serversOnly(21550);
        Heard heard = new Heard();

        assertThat(stack.up(READY, heard)).isTrue();

        assertThat(heard.ready).containsExactlyInAnyOrder("postgres", "redis", "kafka");
        assertThat(states(stack)).containsOnly(ComponentStatus.State.RUNNING);
        assertThat(stack.status()).allSatisfy(each -> assertThat(each.memoryBytes()).isPositive());
        assertThat(stack.up(READY, heard)).as("there is nothing left to start").isFalse();

        LocalStack seenByAnotherCommand = serversOnly(21550);
        stack.redis().kill();
        assertThat(seenByAnotherCommand.status().get(1).state())
                .isEqualTo(ComponentStatus.State.STOPPED);
        assertThat(seenByAnotherCommand.up(READY, heard)).as("only Redis is started").isTrue();
        assertThat(heard.ready).hasSize(4).endsWith("redis");

        assertThat(seenByAnotherCommand.down(heard)).isTrue();
        assertThat(states(stack)).containsOnly(ComponentStatus.State.STOPPED);
        assertThat(List.of(21550, 21551, 21552, 21553)).allMatch(Ports::free);
        assertThat(stack.down(heard)).as("nothing ran any more").isFalse();

        assertThat(stack.layout().data()).isDirectory();
        stack.wipe(heard);
        assertThat(stack.layout().data()).doesNotExist();
    }

    @Test
    void namesEveryTakenPortBeforeAnythingIsStarted() throws Exception {
        LocalStack stack = serversOnly(21560);
        try (ServerSocket one = listening(21561);
                ServerSocket two = listening(21563)) {
            assertThat(one.isBound() && two.isBound()).isTrue();

            assertThatThrownBy(() -> stack.up(READY, StackObserver.SILENT))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port 21561, which redis needs")
                    .hasMessageContaining("Port 21563, which kafka needs");
        }
        assertThat(states(stack)).containsOnly(ComponentStatus.State.STOPPED);
    }

    @Test
    void aSecondCommandIsToldThatTheFirstIsAtIt() {
        LocalStack stack = serversOnly(21565);
        try (StackLock _ = StackLock.take(stack.layout().run())) {
            assertThatThrownBy(() -> stack.up(READY, StackObserver.SILENT))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Another command")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void aStartThatFailsTakesDownWhatItStarted() throws Exception {
        LocalStack stack = serversOnly(21570);
        Files.createDirectories(stack.layout().data().resolve("kafka"));
        // A log directory that is a file: Kafka cannot start.
        Files.writeString(stack.layout().data().resolve("kafka/log"), "");

        assertThatThrownBy(() -> stack.up(READY, StackObserver.SILENT))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Kafka");

        assertThat(states(stack)).containsOnly(ComponentStatus.State.STOPPED);
        assertThat(Ports.free(21570) && Ports.free(21571)).isTrue();
    }

    @Test
    void aServerThatDiedIsReportedDead() {
        LocalStack stack = serversOnly(21575);
        stack.redis().start();
        stack.redis().ready(READY);

        stack.redis().process().mark().orElseThrow().handle().orElseThrow().destroyForcibly();

        assertThat(
                        dev.minion.localstack.Waiting.until(
                                READY,
                                () -> stack.status().get(1).state() == ComponentStatus.State.DEAD))
                .isTrue();
    }

    @Test
    void aServiceThatIsNotBuiltIsNamed() {
        StackLayout layout = StackLayout.forTests(base, base, 21580);
        LocalStack stack = new LocalStack(layout);

        assertThatThrownBy(() -> stack.component("ledger").start())
                .isInstanceOf(StackException.class)
                .hasMessageContaining("The ledger is not built");
        assertThatThrownBy(() -> stack.component("lodger"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("coordinator");
    }

    private LocalStack serversOnly(int firstPort) {
        LocalStack stack =
                new LocalStack(
                        new StackLayout(
                                TestServers.root(),
                                base,
                                new StackPorts(firstPort, firstPort + 1, firstPort + 2, Map.of()),
                                Lifetime.WITH_PARENT,
                                Map.of()));
        stacks.add(stack);
        return stack;
    }

    private static List<ComponentStatus.State> states(LocalStack stack) {
        return stack.status().stream().map(ComponentStatus::state).toList();
    }

    private static ServerSocket listening(int port) throws Exception {
        return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static final class Heard implements StackObserver {
        final List<String> ready = new CopyOnWriteArrayList<>();

        @Override
        public void ready(String name, Duration took) {
            ready.add(name);
        }
    }
}

package dev.minion.ledger.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.Agent;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.ListAgentsRequest;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class AgentRegistryTest extends LedgerTest {

    @GrpcClient("ledger")
    Ledger client;

    private void beat(Heartbeat heartbeat) {
        Message message =
                new Message(
                        Topics.HEARTBEATS,
                        Message.BY_KEY,
                        heartbeat.getWorkerId().getBytes(StandardCharsets.UTF_8),
                        heartbeat.toByteArray(),
                        new CloudEvents(TelemetryKeys.CE_HEARTBEAT, "/minion/test")
                                .headers("1", ""));
        assertThat(messaging.publisher().publish(List.of(message)).toCompletableFuture())
                .succeedsWithin(SOON);
    }

    private List<Agent> agents(String name) {
        return now(client.listAgents(ListAgentsRequest.getDefaultInstance()))
                .getAgentsList()
                .stream()
                .filter(agent -> agent.getName().equals(name))
                .toList();
    }

    @Test
    void anAgentIsKnownByItsHeartbeatsAndLostWithoutThem() throws Exception {
        Heartbeat.Builder heartbeat =
                Heartbeat.newBuilder()
                        .setWorkerId(namespace + "-w")
                        .setName(namespace)
                        .setHost("here")
                        .setCapacity(7)
                        .addCapabilities("demo.echo")
                        .addCapabilities("http.call");

        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            beat(heartbeat.build());
                            assertThat(agents(namespace)).hasSize(1);
                        });
        Agent agent = agents(namespace).getFirst();
        assertThat(agent.getStatus()).isEqualTo("active");
        assertThat(agent.getCapacity()).isEqualTo(7);
        assertThat(agent.getCapabilitiesList()).containsExactly("demo.echo", "http.call");
        assertThat(agent.getLastHeartbeatUs()).isPositive();

        execute(
                "update ledger.agent_state set last_heartbeat = now() - interval '1 hour' where"
                        + " name = '"
                        + namespace
                        + "'");
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(agents(namespace).getFirst().getStatus())
                                        .isEqualTo("lost"));

        beat(heartbeat.setStopped(true).build());
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(agents(namespace).getFirst().getStatus())
                                        .isEqualTo("stopped"));
    }
}

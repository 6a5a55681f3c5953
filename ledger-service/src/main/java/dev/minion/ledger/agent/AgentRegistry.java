package dev.minion.ledger.agent;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.Agent;
import dev.minion.contracts.ledger.ListAgentsResponse;
import dev.minion.contracts.records.Heartbeat;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of the agents. */
@ApplicationScoped
public class AgentRegistry {

    private static final int MOST_LISTED = 10_000;

    private final Heartbeats heartbeats;
    private final InstantSource clock;
    private final AgentConfig config;

    AgentRegistry(Heartbeats heartbeats, InstantSource clock, AgentConfig config) {
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.config = config;
    }

    /** One step: writes what was heard, and marks who has fallen silent. */
    Uni<Void> step() {
        Map<String, Heartbeats.Heard> heard = heartbeats.take();
        Instant now = clock.instant();
        return Panache.withTransaction(
                () ->
                        (heard.isEmpty() ? Uni.createFrom().voidItem() : write(heard, now))
                                .chain(() -> markLost(now)));
    }

    private static Uni<Void> write(Map<String, Heartbeats.Heard> heard, Instant now) {
        return AgentState.<AgentState>list("id in ?1", new ArrayList<>(heard.keySet()))
                .chain(
                        known -> {
                            Map<String, AgentState> byId = new HashMap<>();
                            known.forEach(agent -> byId.put(agent.id, agent));
                            List<AgentState> fresh = new ArrayList<>();
                            heard.forEach(
                                    (id, last) -> {
                                        AgentState agent = byId.get(id);
                                        if (agent == null) {
                                            agent = new AgentState();
                                            agent.id = id;
                                            agent.firstSeen = last.at();
                                            fresh.add(agent);
                                        }
                                        update(agent, last, now);
                                    });
                            return fresh.isEmpty()
                                    ? Uni.createFrom().voidItem()
                                    : AgentState.persist(fresh);
                        });
    }

    private static void update(AgentState agent, Heartbeats.Heard last, Instant now) {
        Heartbeat heartbeat = last.heartbeat();
        agent.name = heartbeat.getName();
        agent.role = heartbeat.getRole();
        agent.capabilities = String.join("\n", heartbeat.getCapabilitiesList());
        agent.status = status(heartbeat);
        agent.capacity = heartbeat.getCapacity();
        agent.host = heartbeat.getHost();
        agent.version = heartbeat.getVersion();
        agent.metadata =
                heartbeat.getMetadata().isEmpty() ? null : heartbeat.getMetadata().toStringUtf8();
        agent.lastHeartbeat = last.at();
        agent.updatedAt = now;
    }

    private static String status(Heartbeat heartbeat) {
        if (heartbeat.getStopped()) {
            return "stopped";
        }
        return heartbeat.getDraining() ? "draining" : "active";
    }

    private Uni<Void> markLost(Instant now) {
        return AgentState.update(
                        "status = 'lost', updatedAt = ?1"
                                + " where lastHeartbeat < ?2 and status in ('active', 'draining')",
                        now,
                        now.minus(config.lostAfter()))
                .replaceWithVoid();
    }

    /** All agents, by name. */
    public Uni<ListAgentsResponse> list() {
        return Panache.withSession(
                () ->
                        AgentState.<AgentState>findAll(Sort.by("name").and("id"))
                                .page(0, MOST_LISTED)
                                .list()
                                .map(
                                        agents -> {
                                            ListAgentsResponse.Builder list =
                                                    ListAgentsResponse.newBuilder();
                                            agents.forEach(agent -> list.addAgents(agent(agent)));
                                            return list.build();
                                        }));
    }

    private static Agent agent(AgentState state) {
        Agent.Builder agent =
                Agent.newBuilder()
                        .setId(state.id)
                        .setName(state.name)
                        .setRole(state.role)
                        .setStatus(state.status)
                        .setCapacity(state.capacity)
                        .setHost(state.host)
                        .setVersion(state.version)
                        .setFirstSeenUs(us(state.firstSeen))
                        .setLastHeartbeatUs(us(state.lastHeartbeat))
                        .setMetadata(text(state.metadata));
        state.capabilities.lines().forEach(agent::addCapabilities);
        return agent.build();
    }

    private static ByteString text(@Nullable String text) {
        return text == null ? ByteString.EMPTY : ByteString.copyFromUtf8(text);
    }

    private static long us(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}

package dev.minion.ledger.agent;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.Agent;
import dev.minion.contracts.ledger.ListAgentsResponse;
import dev.minion.contracts.records.Heartbeat;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of the agents. Statements are SQL: what reads HQL would be a tenth of what this
 * service keeps in memory.
 */
@ApplicationScoped
public class AgentRegistry {

    private static final int MOST_LISTED = 10_000;

    private static final String BY_NAME =
            "select * from ledger.agent_state order by name, id limit " + MOST_LISTED;

    private static final String MARK_LOST =
            """
            update ledger.agent_state set status = 'lost', updated_at = ?1
            where last_heartbeat < ?2 and status in ('active', 'draining')
            """;

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
        return Panache.getSession()
                .chain(session -> session.find(AgentState.class, heard.keySet().toArray()))
                .chain(
                        known -> {
                            Map<String, AgentState> byId = new HashMap<>();
                            known.stream()
                                    .filter(Objects::nonNull)
                                    .forEach(agent -> byId.put(agent.id, agent));
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
        return Panache.getSession()
                .chain(
                        session ->
                                session.createNativeQuery(MARK_LOST)
                                        .setParameter(1, now)
                                        .setParameter(2, now.minus(config.lostAfter()))
                                        .executeUpdate())
                .replaceWithVoid();
    }

    /** All agents, by name. */
    public Uni<ListAgentsResponse> list() {
        return Panache.withSession(
                        () ->
                                Panache.getSession()
                                        .chain(
                                                session ->
                                                        session.createNativeQuery(
                                                                        BY_NAME, AgentState.class)
                                                                .getResultList()))
                .map(
                        agents -> {
                            ListAgentsResponse.Builder list = ListAgentsResponse.newBuilder();
                            agents.forEach(agent -> list.addAgents(agent(agent)));
                            return list.build();
                        });
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

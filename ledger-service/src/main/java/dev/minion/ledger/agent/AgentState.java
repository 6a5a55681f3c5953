package dev.minion.ledger.agent;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code agent_state}. Capabilities are task types, one a line. */
@Entity
@Table(name = "agent_state")
@NullUnmarked
class AgentState extends PanacheEntityBase {

    @Id String id;
    String name;
    String role;
    String capabilities;
    String status;
    int capacity;
    String host;
    String version;
    String metadata;

    @Column(name = "first_seen")
    Instant firstSeen;

    @Column(name = "last_heartbeat")
    Instant lastHeartbeat;

    @Column(name = "updated_at")
    Instant updatedAt;
}

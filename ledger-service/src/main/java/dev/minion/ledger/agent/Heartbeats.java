package dev.minion.ledger.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.records.Heartbeat;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Gathers heartbeats: of each agent only the last counts. */
@ApplicationScoped
class Heartbeats {

    /** A heartbeat and when it came. */
    record Heard(Heartbeat heartbeat, Instant at) {}

    private final InstantSource clock;
    private final int most;

    /** By worker id; bounded by {@link #most}. */
    private final Map<String, Heard> gathered = new ConcurrentHashMap<>();

    Heartbeats(InstantSource clock, AgentConfig config) {
        this.clock = clock;
        this.most = config.gathered();
    }

    @Incoming("heartbeats")
    Uni<Void> hear(List<byte[]> records) {
        Instant now = clock.instant();
        records.forEach(bytes -> hear(bytes, now));
        return Uni.createFrom().voidItem();
    }

    private void hear(byte[] bytes, Instant now) {
        try {
            Heartbeat heartbeat = Heartbeat.parseFrom(bytes);
            String worker = heartbeat.getWorkerId();
            if (!worker.isEmpty() && (gathered.size() < most || gathered.containsKey(worker))) {
                gathered.put(worker, new Heard(heartbeat, now));
            }
        } catch (InvalidProtocolBufferException notAHeartbeat) {
            // The next one is a second away; there is nothing to keep of this one.
            return;
        }
    }

    /** What has been gathered since the last call. */
    Map<String, Heard> take() {
        Map<String, Heard> taken = Map.copyOf(gathered);
        taken.forEach(gathered::remove);
        return taken;
    }
}

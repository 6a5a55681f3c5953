package dev.minion.messaging.kafka;

import dev.minion.contracts.Limits;
import dev.minion.messaging.SubscriptionSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How this process talks to Kafka.
 *
 * @param brokers host:port, comma separated
 * @param clientId names the process in the brokers' metrics
 * @param taskPartitions partitions of the topics that are keyed by task
 * @param sessionTimeout after this silence a member's partitions go to others
 * @param deliveryTimeout after this a publication has failed
 * @param bufferBytes bound of what waits to be sent
 * @param replication copies of each partition, 1 or more
 */
public record KafkaSettings(
        String brokers,
        String clientId,
        int taskPartitions,
        Duration sessionTimeout,
        Duration deliveryTimeout,
        long bufferBytes,
        short replication) {

    /** Blocking of the sender's own thread while a topic's metadata is unknown, in milliseconds. */
    private static final int METADATA_WAIT_MILLIS = 15_000;

    /** What the broker of a local stack or a test lets its members ask for. */
    private static final Duration LOCAL_SESSION = Duration.ofMillis(2_500);

    /** Heartbeats that are sent while a session lasts; with the next a member hears of others. */
    private static final int BEATS = 5;

    /**
     * So long a broker may hold a request for records that do not come, in milliseconds; with the
     * next request it hears of partitions that were assigned meanwhile.
     */
    private static final int FETCH_WAIT_MILLIS = 1_000;

    /** How often a member looks whether it is time for a heartbeat, in milliseconds. */
    private static final long BEAT_LOOK_MILLIS = 200;

    /** For one process of a local stack or a test. */
    public static KafkaSettings local(String brokers, String clientId, int taskPartitions) {
        return new KafkaSettings(
                brokers,
                clientId,
                taskPartitions,
                LOCAL_SESSION,
                Duration.ofSeconds(30),
                64L << 20,
                (short) 1);
    }

    Map<String, Object> producer() {
        Map<String, Object> map = common(clientId);
        map.put(ProducerConfig.ACKS_CONFIG, "all");
        map.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        map.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        map.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes + 2L * Limits.RECORD_BYTES);
        map.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Limits.RECORD_BYTES);
        map.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_WAIT_MILLIS);
        map.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(deliveryTimeout.toMillis()));
        map.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return map;
    }

    Map<String, Object> consumer(SubscriptionSpec spec) {
        Map<String, Object> map = common(clientId + "-" + spec.name());
        map.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        map.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, spec.maxBatch());
        map.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        map.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        map.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (spec instanceof SubscriptionSpec.Shared shared) {
            map.put(ConsumerConfig.GROUP_ID_CONFIG, shared.group());
            map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            map.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName());
            int session = Math.toIntExact(sessionTimeout.toMillis());
            map.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
            map.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / BEATS);
            map.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, BEAT_LOOK_MILLIS);
        } else {
            map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        }
        return map;
    }

    Map<String, Object> admin() {
        Map<String, Object> map = common(clientId + "-admin");
        map.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        map.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        return map;
    }

    private Map<String, Object> common(String client) {
        Map<String, Object> map = new HashMap<>();
        map.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        map.put(CommonClientConfigs.CLIENT_ID_CONFIG, client);
        map.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        map.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        map.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50L);
        // Topics may be erased and made again at any moment: learn of it soon.
        map.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 10_000L);
        map.put("enable.metrics.push", false);
        return map;
    }
}

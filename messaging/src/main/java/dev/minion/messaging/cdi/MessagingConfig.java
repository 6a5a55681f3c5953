package dev.minion.messaging.cdi;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the service reaches the log of records. */
@ConfigMapping(prefix = "minion.messaging")
public interface MessagingConfig {

    /** The protocol. */
    enum Protocol {
        KAFKA,
        INMEMORY
    }

    /** The protocol: {@code kafka}, or {@code inmemory} within one process. */
    @WithDefault("${PROTOCOL_TYPE:kafka}")
    Protocol protocol();

    /** Kafka's bootstrap servers, host:port, comma separated. */
    @WithDefault("${KAFKA_BROKERS:localhost:19092}")
    String brokers();

    /**
     * Partitions of the topics keyed by task: the most coordinators or ledger lanes that can share
     * the work. Fixed for the life of a ledger.
     */
    @WithDefault("${MINION_PARTITIONS:6}")
    int partitions();

    /**
     * Silence after which a member's partitions go to others: short, since a takeover is cheap. The
     * brokers refuse less than their {@code group.min.session.timeout.ms}, 6 seconds where nobody
     * has set it.
     */
    @WithDefault("${KAFKA_SESSION_TIMEOUT:6s}")
    Duration sessionTimeout();

    /** After this a publication has failed: long enough for a broker's restart. */
    @WithDefault("30s")
    Duration deliveryTimeout();

    /** Bytes that may wait to be sent; more is refused, which slows the producer down. */
    @WithDefault("67108864")
    long bufferBytes();

    /** Copies of each partition; 3 on a real cluster. */
    @WithDefault("${KAFKA_REPLICATION:1}")
    short replication();

    /** Names the service in the brokers' metrics. */
    @WithDefault("${quarkus.application.name:minion}")
    String clientId();
}

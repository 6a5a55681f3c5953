package dev.minion.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Headers of a record in CloudEvents 1.0 binary mode (Kafka protocol binding, section 3.2), with
 * W3C trace context (distributed tracing extension).
 */
public final class CloudEvents {

    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
    private static final Header PROTOBUF = header("content-type", "application/protobuf");

    private final Header type;
    private final Header source;

    /**
     * For all records of one type from one source.
     *
     * @param type one of the CloudEvents types of {@link dev.minion.contracts.TelemetryKeys}
     * @param source the service, like {@code /minion/ledger}
     */
    public CloudEvents(String type, String source) {
        this.type = header("ce_type", type);
        this.source = header("ce_source", source);
    }

    /**
     * The headers of one record.
     *
     * @param id unique for the source
     * @param traceParent W3C traceparent, empty where unknown
     */
    public List<Header> headers(String id, String traceParent) {
        Header eventId = header("ce_id", id);
        return traceParent.isEmpty()
                ? List.of(SPEC_VERSION, type, source, eventId, PROTOBUF)
                : List.of(
                        SPEC_VERSION,
                        type,
                        source,
                        eventId,
                        PROTOBUF,
                        header("traceparent", traceParent));
    }

    private static Header header(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.minion.messaging.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.minion.contracts.records.PackedHeader;
import dev.minion.contracts.records.PackedRecord;
import dev.minion.contracts.records.PackedRecords;
import dev.minion.messaging.Header;
import dev.minion.messaging.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many messages in one Kafka record, and apart again. What a record costs the clients and the
 * broker does not depend on its size, so a batch for one partition travels as one record.
 */
final class Packing {

    /** Marks a record that is packed; its value is the number of messages in it. */
    static final String HEADER = "minion-packed";

    /** A record of this size is worth its own cost. */
    private static final int PACK_BYTES = 256 << 10;

    private static final int PACK_MESSAGES = 1_000;

    /** What a message costs in the pack beside its key and value, in bytes (an estimate). */
    private static final int OVERHEAD = 100;

    private record Place(String topic, int partition) {}

    private Packing() {}

    /** The same messages in fewer; those of one partition keep their order. */
    static List<Message> packed(List<Message> messages) {
        if (messages.size() == 1) {
            return messages;
        }
        List<Message> packed = new ArrayList<>();
        Map<Place, Pack> open = new LinkedHashMap<>();
        for (Message message : messages) {
            if (message.partition() == Message.BY_KEY) {
                packed.add(message);
            } else {
                open.computeIfAbsent(
                                new Place(message.topic(), message.partition()),
                                place -> new Pack())
                        .add(message, packed);
            }
        }
        open.values().forEach(pack -> pack.close(packed));
        return packed;
    }

    /** What goes together. */
    private static final class Pack {

        private final List<Message> messages = new ArrayList<>();
        private int bytes;

        void add(Message message, List<Message> closed) {
            int size = message.key().length + message.value().length + OVERHEAD;
            if (bytes + size > PACK_BYTES || messages.size() == PACK_MESSAGES) {
                close(closed);
            }
            messages.add(message);
            bytes += size;
        }

        void close(List<Message> closed) {
            if (messages.size() == 1) {
                closed.add(messages.getFirst());
            } else if (!messages.isEmpty()) {
                closed.add(together(messages));
            }
            messages.clear();
            bytes = 0;
        }
    }

    private static Message together(List<Message> messages) {
        List<Header> shared = sharedByAll(messages);
        PackedRecords.Builder records = PackedRecords.newBuilder();
        for (Header header : shared) {
            records.addHeaders(packed(header));
        }
        for (Message message : messages) {
            PackedRecord.Builder record =
                    PackedRecord.newBuilder()
                            .setKey(UnsafeByteOperations.unsafeWrap(message.key()))
                            .setValue(UnsafeByteOperations.unsafeWrap(message.value()));
            for (Header header : message.headers()) {
                if (!contains(shared, header)) {
                    record.addHeaders(packed(header));
                }
            }
            records.addRecords(record);
        }
        Message first = messages.getFirst();
        List<Header> headers = new ArrayList<>(first.headers());
        headers.add(
                new Header(
                        HEADER,
                        Integer.toString(messages.size()).getBytes(StandardCharsets.UTF_8)));
        return new Message(
                first.topic(),
                first.partition(),
                first.key(),
                records.build().toByteArray(),
                headers);
    }

    /** Constant headers are shared instances, which is all that is looked for. */
    private static List<Header> sharedByAll(List<Message> messages) {
        List<Header> shared = new ArrayList<>(messages.getFirst().headers());
        for (Message message : messages) {
            shared.removeIf(header -> !contains(message.headers(), header));
        }
        return shared;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean contains(List<Header> headers, Header wanted) {
        for (Header header : headers) {
            if (header == wanted) {
                return true;
            }
        }
        return false;
    }

    private static PackedHeader packed(Header header) {
        return PackedHeader.newBuilder()
                .setName(header.name())
                .setValue(UnsafeByteOperations.unsafeWrap(header.value()))
                .build();
    }

    /** What a packed record holds; null where it is not what its header says. */
    static @Nullable PackedRecords unpacked(byte[] value) {
        try {
            return PackedRecords.parseFrom(value);
        } catch (InvalidProtocolBufferException notPacked) {
            return null;
        }
    }

    /** The headers of a record out of a pack. */
    static List<Header> headers(List<Header> shared, PackedRecord record) {
        List<Header> headers = new ArrayList<>(shared.size() + record.getHeadersCount());
        headers.addAll(shared);
        for (PackedHeader header : record.getHeadersList()) {
            headers.add(header(header));
        }
        return headers;
    }

    /** The headers that all records of a pack have. */
    static List<Header> shared(PackedRecords records) {
        return records.getHeadersList().stream().map(Packing::header).toList();
    }

    private static Header header(PackedHeader header) {
        return new Header(header.getName(), header.getValue().toByteArray());
    }
}

package dev.minion.messaging.kafka;

import dev.minion.contracts.records.PackedRecord;
import dev.minion.contracts.records.PackedRecords;
import dev.minion.messaging.Header;
import dev.minion.messaging.Received;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From Kafka's records to what handlers receive. */
final class ReceivedRecords {

    private static final byte[] NOTHING = {};

    private ReceivedRecords() {}

    /**
     * Adds what the record holds. One that claims to be packed and is not is passed on as it is.
     */
    static void add(ConsumerRecord<byte[], byte[]> record, List<Received> batch) {
        PackedRecords packed =
                record.value() == null || record.headers().lastHeader(Packing.HEADER) == null
                        ? null
                        : Packing.unpacked(record.value());
        if (packed == null) {
            batch.add(plain(record));
            return;
        }
        List<Header> shared = Packing.shared(packed);
        for (PackedRecord each : packed.getRecordsList()) {
            batch.add(
                    new Received(
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            each.getKey().toByteArray(),
                            each.getValue().toByteArray(),
                            Packing.headers(shared, each)));
        }
    }

    private static Received plain(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>(6);
        record.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
        return new Received(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? NOTHING : record.key(),
                record.value() == null ? NOTHING : record.value(),
                headers);
    }
}

package dev.minion.messaging;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.DeadLetter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Parks records that can never be processed, with the reason, so that the rest goes on (law 11).
 */
public final class DeadLetters {

    private static final int DETAIL_CHARS = 2_000;

    private final Publisher publisher;
    private final InstantSource clock;
    private final String consumer;
    private final CloudEvents events;

    /**
     * For one consumer.
     *
     * @param consumer who parks, like {@code ledger/fold}
     */
    public DeadLetters(Publisher publisher, InstantSource clock, String consumer) {
        this.publisher = publisher;
        this.clock = clock;
        this.consumer = consumer;
        this.events = new CloudEvents(TelemetryKeys.CE_DEAD_LETTER, "/minion/" + consumer);
    }

    /**
     * Parks a record.
     *
     * @return completes when the dead letter is durable; the record's position may move only then
     */
    public CompletionStage<Void> park(Received record, FailureCode reason, String detail) {
        DeadLetter letter =
                DeadLetter.newBuilder()
                        .setTopic(record.topic())
                        .setPartition(record.partition())
                        .setOffset(record.offset())
                        .setKey(ByteString.copyFrom(record.key()))
                        .setValue(ByteString.copyFrom(record.value()))
                        .setReason(reason.code())
                        .setDetail(detail.substring(0, Math.min(detail.length(), DETAIL_CHARS)))
                        .setConsumer(consumer)
                        .setAtUs(clock.millis() * 1_000)
                        .build();
        String id = record.topic() + '/' + record.partition() + '/' + record.offset();
        return publisher.publish(
                List.of(
                        new Message(
                                Topics.DEAD_LETTERS,
                                Message.BY_KEY,
                                record.key(),
                                letter.toByteArray(),
                                events.headers(id, ""))));
    }
}

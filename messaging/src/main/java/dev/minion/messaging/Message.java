package dev.minion.messaging;

import java.util.List;

/**
 * A record to publish.
 *
 * @param partition the partition it belongs to, or {@link #BY_KEY}
 * @param key orders: records with one key keep their order
 */
public record Message(String topic, int partition, byte[] key, byte[] value, List<Header> headers) {

    /** Lets the protocol choose the partition from the key. */
    public static final int BY_KEY = -1;
}

package dev.minion.messaging;

import java.util.List;

/**
 * A record as it arrived.
 *
 * @param key empty where the record had none
 * @param value empty where the record had none
 */
public record Received(
        String topic, int partition, long offset, byte[] key, byte[] value, List<Header> headers) {}

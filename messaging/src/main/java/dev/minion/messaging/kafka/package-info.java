/**
 * Messaging over Kafka with its plain clients. They are an order of magnitude cheaper for a record
 * than channels and emitters are (docs/decisions/0002-plain-kafka-clients.md), and they show what
 * the contract needs: ownership of partitions, positions, and a producer's back-pressure.
 */
@NullMarked
package dev.minion.messaging.kafka;

import org.jspecify.annotations.NullMarked;

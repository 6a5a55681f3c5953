/** The one main class with which the local stack formats and runs a Kafka broker. */
package dev.minion.kafkaserver;

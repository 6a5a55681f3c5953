/** Tests of the service over a real Postgres and a real Kafka. */
@NullMarked
package dev.minion.ledger;

import org.jspecify.annotations.NullMarked;

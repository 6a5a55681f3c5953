/** The ledger's door: the gRPC service, which hands each call to the feature that serves it. */
@NullMarked
package dev.minion.ledger;

import org.jspecify.annotations.NullMarked;

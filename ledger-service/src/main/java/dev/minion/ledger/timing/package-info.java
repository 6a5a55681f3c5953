/** Steps that are made again and again while the service runs. */
@NullMarked
package dev.minion.ledger.timing;

import org.jspecify.annotations.NullMarked;

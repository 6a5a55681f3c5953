@NullMarked
package dev.minion.ledger.payload;

import org.jspecify.annotations.NullMarked;

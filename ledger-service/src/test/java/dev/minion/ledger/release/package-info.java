@NullMarked
package dev.minion.ledger.release;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.copy;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.stats;

import org.jspecify.annotations.NullMarked;

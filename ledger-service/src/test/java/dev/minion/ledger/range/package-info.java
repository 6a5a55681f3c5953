@NullMarked
package dev.minion.ledger.range;

import org.jspecify.annotations.NullMarked;

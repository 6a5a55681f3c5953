@NullMarked
package dev.minion.ledger.change;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.history;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.pause;

import org.jspecify.annotations.NullMarked;

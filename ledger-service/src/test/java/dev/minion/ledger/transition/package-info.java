@NullMarked
package dev.minion.ledger.transition;

import org.jspecify.annotations.NullMarked;

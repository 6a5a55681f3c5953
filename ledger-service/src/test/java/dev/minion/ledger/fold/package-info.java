@NullMarked
package dev.minion.ledger.fold;

import org.jspecify.annotations.NullMarked;

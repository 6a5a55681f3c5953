@NullMarked
package dev.minion.ledger.progress;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.backup;

import org.jspecify.annotations.NullMarked;

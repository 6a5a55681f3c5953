@NullMarked
package dev.minion.ledger.migration;

import org.jspecify.annotations.NullMarked;

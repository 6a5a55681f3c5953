@NullMarked
package dev.minion.ledger.lane;

import org.jspecify.annotations.NullMarked;

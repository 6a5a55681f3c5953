@NullMarked
package dev.minion.ledger.flow;

import org.jspecify.annotations.NullMarked;

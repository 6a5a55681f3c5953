@NullMarked
package dev.minion.ledger.state;

import org.jspecify.annotations.NullMarked;

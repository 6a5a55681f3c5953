@NullMarked
package dev.minion.ledger.retention;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.message;

import org.jspecify.annotations.NullMarked;

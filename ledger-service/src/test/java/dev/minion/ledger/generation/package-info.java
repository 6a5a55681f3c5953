@NullMarked
package dev.minion.ledger.generation;

import org.jspecify.annotations.NullMarked;

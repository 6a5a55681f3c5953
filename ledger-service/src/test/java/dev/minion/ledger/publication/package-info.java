@NullMarked
package dev.minion.ledger.publication;

import org.jspecify.annotations.NullMarked;

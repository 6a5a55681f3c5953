@NullMarked
package dev.minion.ledger.connection;

import org.jspecify.annotations.NullMarked;

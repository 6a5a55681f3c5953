/** Tests of databases that belong to their process. */
@NullMarked
package dev.minion.ledger.memory;

import org.jspecify.annotations.NullMarked;

/** What every ledger promises, whatever stands behind it; and what a cache adds to be proved. */
@NullMarked
package dev.minion.ledger.backend;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.minion.ledger.bulk;

import org.jspecify.annotations.NullMarked;

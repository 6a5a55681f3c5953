@NullMarked
package dev.minion.ledger.task;

import org.jspecify.annotations.NullMarked;

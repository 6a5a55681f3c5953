@NullMarked
package dev.minion.ledger.agent;

import org.jspecify.annotations.NullMarked;

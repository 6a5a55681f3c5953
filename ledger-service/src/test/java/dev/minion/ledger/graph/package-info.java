@NullMarked
package dev.minion.ledger.graph;

import org.jspecify.annotations.NullMarked;

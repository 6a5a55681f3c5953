/** Tests of the cache, and replicas of it for tests. */
@NullMarked
package dev.minion.ledger.cache;

import org.jspecify.annotations.NullMarked;

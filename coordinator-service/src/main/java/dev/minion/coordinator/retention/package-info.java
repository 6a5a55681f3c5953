/**
 * What is kept, for those who run Minion: purges, restores from the archive, the report of sizes.
 * All of it looks over every namespace. The ledger does the work; here requests are read, and long
 * ones followed for a while.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.retention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

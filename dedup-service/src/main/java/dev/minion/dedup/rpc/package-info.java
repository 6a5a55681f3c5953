/** The gRPC face of dedup. */
@NullMarked
@CheckReturnValue
package dev.minion.dedup.rpc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

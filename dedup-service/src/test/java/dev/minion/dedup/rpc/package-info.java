@NullMarked
package dev.minion.dedup.rpc;

import org.jspecify.annotations.NullMarked;

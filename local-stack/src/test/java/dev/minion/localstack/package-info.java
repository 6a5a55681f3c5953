/** The servers as real processes. */
@NullMarked
package dev.minion.localstack;

import org.jspecify.annotations.NullMarked;

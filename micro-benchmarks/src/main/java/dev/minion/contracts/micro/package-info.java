/** Micro-benchmarks of messages and ids. */
@NullMarked
package dev.minion.contracts.micro;

import org.jspecify.annotations.NullMarked;

/** Gives a service its messaging, clock and ids as beans. */
@NullMarked
package dev.minion.messaging.cdi;

import org.jspecify.annotations.NullMarked;

/**
 * Pauses by scope: of everything, a namespace, a type, a key. The ledger keeps them, with the rules
 * by which something pauses by itself.
 *
 * <p>Every coordinator asks for all that is in force at its start, every second, and when somebody
 * has changed it there, by the calls that are read here; it sends nothing out before it has heard
 * of it. Where the ledger does not answer, what was known stays in force, except that a pause ends
 * at its time. A pause is therefore in force everywhere a second after the answer to whoever began
 * it, and what is under way goes on.
 */
@NullMarked
@CheckReturnValue
package dev.minion.coordinator.pause;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

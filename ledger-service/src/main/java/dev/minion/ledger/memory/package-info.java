/**
 * The ledger of type {@code inmemory}: a Postgres of its own, with its files in memory, which
 * begins empty and ends with the ledger. Decision 0013 tells why it is no second implementation.
 *
 * <p>The server is the child of a shell that reads from the ledger. Where the ledger ends, however
 * it does, the shell reads its end, stops the server and removes its files. Where the shell was
 * killed as well, the next ledger of this type finds what is left and removes it.
 */
@NullMarked
package dev.minion.ledger.memory;

import org.jspecify.annotations.NullMarked;

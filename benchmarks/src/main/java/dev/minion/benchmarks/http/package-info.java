/**
 * A small HTTP/1.1 client on one thread, for many requests at low cost: the JDK's client spends
 * about as much on a request as the service that answers it.
 *
 * <p>It knows what the suite's REST interface uses and no more: keep-alive connections, answers
 * with {@code Content-Length} or chunks, 429 and 503 with {@code Retry-After}.
 */
@NullMarked
package dev.minion.benchmarks.http;

import org.jspecify.annotations.NullMarked;

/**
 * The public gRPC interface: submission and reading, with the rules, codes and limits of REST.
 *
 * <p>A request that is refused as a whole ends with a gRPC status; its trailers carry the code
 * ({@code minion-code}). A task that is refused alone has its problem in the answer.
 */
@NullMarked
package dev.minion.coordinator.rpc;

import org.jspecify.annotations.NullMarked;

/**
 * What the processes say to each other. Protobuf messages are generated from {@code
 * src/main/proto}; beside them stand the names that must be the same everywhere: topics,
 * partitions, failure codes and telemetry keys.
 */
@NullMarked
package dev.minion.contracts;

import org.jspecify.annotations.NullMarked;

/** The public interface, call by call; each answer is held against the OpenAPI document. */
@NullMarked
package dev.minion.systemtests.api;

import org.jspecify.annotations.NullMarked;

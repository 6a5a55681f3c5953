/**
 * The file that {@code run} and {@code submit} read: YAML or JSON, a list of tasks that name each
 * other by {@code ref}. Every complaint about it names the line.
 */
@NullMarked
package dev.minion.cli.batch;

import org.jspecify.annotations.NullMarked;

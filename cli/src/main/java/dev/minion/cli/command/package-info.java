/** One class a command. */
@NullMarked
package dev.minion.cli.command;

import org.jspecify.annotations.NullMarked;

/** Tests of the package of the same name. */
@NullMarked
package dev.minion.cli.command;

import org.jspecify.annotations.NullMarked;

/** The public REST interface, as far as the commands use it. */
@NullMarked
package dev.minion.cli.client;

import org.jspecify.annotations.NullMarked;

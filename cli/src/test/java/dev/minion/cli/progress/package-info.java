/** Tests of the package of the same name. */
@NullMarked
package dev.minion.cli.progress;

import org.jspecify.annotations.NullMarked;

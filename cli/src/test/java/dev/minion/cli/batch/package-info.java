/** Tests of the package of the same name. */
@NullMarked
package dev.minion.cli.batch;

import org.jspecify.annotations.NullMarked;

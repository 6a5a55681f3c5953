/**
 * How far a run is, and how that is shown: as bars that redraw themselves on a terminal, as one
 * line a change in a pipe.
 */
@NullMarked
package dev.minion.cli.progress;

import org.jspecify.annotations.NullMarked;

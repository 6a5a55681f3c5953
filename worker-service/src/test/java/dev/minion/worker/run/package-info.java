@NullMarked
package dev.minion.worker.run;

import org.jspecify.annotations.NullMarked;

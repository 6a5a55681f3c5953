@NullMarked
package dev.minion.worker.report;

import org.jspecify.annotations.NullMarked;

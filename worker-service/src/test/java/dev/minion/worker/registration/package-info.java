@NullMarked
package dev.minion.worker.registration;

import org.jspecify.annotations.NullMarked;

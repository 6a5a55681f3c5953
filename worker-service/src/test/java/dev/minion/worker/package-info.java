@NullMarked
package dev.minion.worker;

import org.jspecify.annotations.NullMarked;

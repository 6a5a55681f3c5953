@NullMarked
package dev.minion.messaging;

import org.jspecify.annotations.NullMarked;

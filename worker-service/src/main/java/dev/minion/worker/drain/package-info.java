/**
 * How a worker ends: it takes nothing new, lets what runs finish, tells what it has to, and says
 * so.
 */
@NullMarked
package dev.minion.worker.drain;

import org.jspecify.annotations.NullMarked;

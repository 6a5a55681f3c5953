/**
 * The registry of agents: who works, what it can do, and when it was last heard of. At people's
 * pace: heartbeats are gathered in memory and written every few seconds, one row an agent, through
 * Hibernate Reactive. Scheduling does not depend on it; the coordinators listen to the heartbeats
 * themselves.
 */
@NullMarked
package dev.minion.ledger.agent;

import org.jspecify.annotations.NullMarked;

package dev.minion.ledger.cache;

/** What stands behind the ledger's calls. */
public enum LedgerType {
    /** Postgres alone. */
    POSTGRES,
    /** Postgres, and a cache of tasks before it. */
    HYBRID,
    /** A Postgres of the ledger's own, whose data ends with it: for development. */
    INMEMORY
}

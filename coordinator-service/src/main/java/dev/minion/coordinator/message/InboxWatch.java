package dev.minion.coordinator.message;

/** Someone who wants to know when there is something new in an inbox. */
interface InboxWatch {

    /** Which one. */
    Inbox inbox();

    /** There may be something new. Called on any thread; must neither block nor throw. */
    void wake();
}

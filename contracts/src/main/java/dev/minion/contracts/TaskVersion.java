package dev.minion.contracts;

/** Versions of tasks that no task has: as bounds of what a reader accepts. */
public final class TaskVersion {

    /** Whatever is at hand will do. */
    public static final long ANY = 0;

    /** Nothing that is at hand will do: as the database has it now, or gone. */
    public static final long NEWEST = Long.MAX_VALUE;

    private TaskVersion() {}
}

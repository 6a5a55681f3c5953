package dev.minion.coordinator.pool.core;

/** A worker that could take the next task of a type. */
final class Candidate {

    final Worker worker;

    /** What is known of it at this type. */
    final Skill skill;

    /** What is known of all workers at this type. */
    final Skill usual;

    /** How much the task's routing prefers it. */
    double preference;

    /** What the strategy last said. */
    double rank;

    /** For a strategy that draws lots; not a number where none was drawn. */
    double lot = Double.NaN;

    Candidate(Worker worker, Skill skill, Skill usual) {
        this.worker = worker;
        this.skill = skill;
        this.usual = usual;
    }

    /** What a strategy may look at. */
    WorkerLoad load() {
        return worker;
    }

    /** Goes first: by preference, then by rank, then by turn; the id makes the order total. */
    boolean before(Candidate other) {
        if (preference != other.preference) {
            return preference > other.preference;
        }
        if (rank != other.rank) {
            return rank < other.rank;
        }
        int byTurn = Long.compare(worker.lastTurn(), other.worker.lastTurn());
        return (byTurn != 0 ? byTurn : worker.id().compareTo(other.worker.id())) < 0;
    }
}

package dev.minion.coordinator.schedule.core;

/**
 * Types and routings that have found or lost their workers, or are paused or are not any more: it
 * changes what a window may hold.
 */
final class Serving {

    private final Board board;

    Serving(Board board) {
        this.board = board;
    }

    /** Looks at what has changed in the fleet. */
    void refresh() {
        if (board.fleet.takeMembersChanged()) {
            refreshRoutes();
        }
        for (String type : board.fleet.takeTypesChanged()) {
            refresh(type);
        }
    }

    void refresh(String type) {
        boolean served = board.backlog.serve(type);
        for (int i = 0; served && i < board.partitions(); i++) {
            PartitionWindow window = board.window(i);
            if (window != null && window.parked.remove(type)) {
                window.unknown();
            }
        }
    }

    void refreshRoutes() {
        board.backlog.serveRoutes();
        for (int i = 0; i < board.partitions(); i++) {
            PartitionWindow window = board.window(i);
            if (window != null) {
                for (TypeQueue.Need need : window.parkedNeeds.needs()) {
                    window.unpark(need);
                }
            }
        }
    }
}

package dev.minion.coordinator.schedule;

import dev.minion.coordinator.pool.WorkerView;
import java.util.List;

/**
 * Who of those that may run a task has the slots for it.
 *
 * @param workers those who get it
 * @param heldBack those who do not, because of their breakers
 */
record Taking(List<WorkerView> workers, List<WorkerView> heldBack) {

    /**
     * Looks at workers that may run tasks of the type. Where the breakers of all of them are open,
     * nobody is held back.
     */
    static Taking of(String type, int slots, List<WorkerView> able) {
        List<WorkerView> free =
                able.stream().filter(worker -> worker.freeSlots() >= slots).toList();
        List<WorkerView> held = free.stream().filter(w -> w.isHeldBackFrom(type)).toList();
        if (held.isEmpty() || able.stream().allMatch(w -> w.isHeldBackFrom(type))) {
            return new Taking(free, List.of());
        }
        return new Taking(free.stream().filter(w -> !w.isHeldBackFrom(type)).toList(), held);
    }
}

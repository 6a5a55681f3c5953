package dev.minion.coordinator.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of one object so far. Small objects are searched, large ones hashed. */
final class NamesSeen {

    private static final int SEARCHED = 8;

    private final List<String> few = new ArrayList<>(SEARCHED);
    private @Nullable Set<String> many;

    /** False where the name was there before. */
    boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        if (few.contains(name)) {
            return false;
        }
        few.add(name);
        if (few.size() > SEARCHED) {
            many = new HashSet<>(few);
        }
        return true;
    }

    void clear() {
        few.clear();
        many = null;
    }
}

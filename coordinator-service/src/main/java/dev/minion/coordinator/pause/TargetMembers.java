package dev.minion.coordinator.pause;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads the members that say what is to be paused, of which one thing alone may be meant. */
final class TargetMembers {

    private static final Map<String, PauseScope> KINDS =
            Map.of(
                    "type",
                    PauseScope.PAUSE_TYPE,
                    "namespace",
                    PauseScope.PAUSE_NAMESPACE,
                    "key",
                    PauseScope.PAUSE_KEY);

    private final JsonFields fields;
    private final Faults faults;
    private String type = "";
    private String namespace = "";
    private String key = "";
    private String each = "";
    private boolean everything;

    TargetMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Reads the member; false where it is another. */
    boolean read(String name) {
        switch (name) {
            case "type" -> type = fields.text("/type", Limits.TYPE_CHARS);
            case "namespace" -> namespace = fields.text("/namespace", Limits.LABEL_CHARS);
            case "key" -> key = fields.text("/key", Limits.FLOW_KEY_CHARS);
            case "everything" -> everything = fields.bool("/everything", false);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The same for a rule, which may be for each type, namespace or key. */
    boolean readOfRule(String name) {
        if (!name.equals("each")) {
            return read(name);
        }
        each = fields.text("/each", Limits.LABEL_CHARS);
        if (!each.isEmpty() && !KINDS.containsKey(each)) {
            faults.invalid("/each", "must be type, namespace or key");
        }
        return true;
    }

    /**
     * What is meant; what is wrong with it goes to the faults.
     *
     * @param callers the namespace of the request, to which a key belongs that names none
     */
    PauseTarget target(String callers) {
        PauseScope scope = scope();
        switch (scope) {
            case PAUSE_EVERYTHING -> onlyWith("everything", Set.of());
            case PAUSE_TYPE -> onlyWith("a type", Set.of("/type"));
            case PAUSE_NAMESPACE -> onlyWith("a namespace", Set.of("/namespace"));
            case PAUSE_KEY -> onlyWith("a key", Set.of("/key", "/namespace"));
            case PAUSE_SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                    faults.invalid(
                            "/type", "is missing: name a type, a namespace, a key, or everything");
        }
        boolean ofCaller = scope == PauseScope.PAUSE_KEY && namespace.isEmpty();
        return PauseTarget.newBuilder()
                .setScope(scope)
                .setType(type)
                .setNamespace(ofCaller ? callers : namespace)
                .setKey(key)
                .build();
    }

    private PauseScope scope() {
        if (everything) {
            return PauseScope.PAUSE_EVERYTHING;
        }
        if (!each.isEmpty()) {
            return KINDS.getOrDefault(each, PauseScope.PAUSE_TYPE);
        }
        if (!type.isEmpty()) {
            return PauseScope.PAUSE_TYPE;
        }
        if (!key.isEmpty()) {
            return PauseScope.PAUSE_KEY;
        }
        return namespace.isEmpty()
                ? PauseScope.PAUSE_SCOPE_UNSPECIFIED
                : PauseScope.PAUSE_NAMESPACE;
    }

    /** What goes with a kind; each of a kind is none in particular. */
    private void onlyWith(String kind, Set<String> members) {
        boolean ofEach = !each.isEmpty() && !everything;
        String with = ofEach ? "each " + each : kind;
        Map<String, String> given = new LinkedHashMap<>();
        given.put("/type", type);
        given.put("/namespace", namespace);
        given.put("/key", key);
        given.put("/each", each);
        given.forEach(
                (pointer, value) -> {
                    boolean fits =
                            ofEach
                                    ? pointer.equals("/each")
                                            || (each.equals("key") && pointer.equals("/namespace"))
                                    : members.contains(pointer);
                    if (!value.isEmpty() && !fits) {
                        faults.invalid(pointer, "does not go with " + with);
                    }
                });
    }
}

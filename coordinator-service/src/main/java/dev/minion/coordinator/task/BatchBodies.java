package dev.minion.coordinator.task;

import com.fasterxml.jackson.core.JsonToken;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.ChangeBodies.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of requests for many tasks: an object with one list. A faulty item stands for itself;
 * where the envelope is wrong, all is refused.
 */
final class BatchBodies {

    /** Items of one list. */
    static final int ITEMS = 1_000;

    private static final int ID_CHARS = 36;

    private BatchBodies() {}

    /** Progress of one task. */
    record TaskProgress(UUID id, Progress progress) {}

    /** {@code {"ids": [...]}}. */
    static List<Outcome<UUID>> ids(byte[] body) {
        return items(
                body, "ids", (source, faults) -> id(new JsonFields(source, faults), faults, ""));
    }

    /** {@code {"updates": [{"id", "if_version", and the members of a patch}]}}. */
    static List<Outcome<PatchTaskRequest.Builder>> updates(byte[] body) {
        return items(body, "updates", BatchBodies::update);
    }

    /** {@code {"records": [{"id", and the members of progress}]}}. */
    static List<Outcome<TaskProgress>> records(byte[] body) {
        return items(body, "records", BatchBodies::record);
    }

    private static PatchTaskRequest.Builder update(JsonSource source, Faults faults) {
        JsonFields fields = new JsonFields(source, faults);
        PatchMembers members = new PatchMembers(fields);
        UUID[] id = new UUID[1];
        boolean anObject =
                fields.object(
                        "",
                        name -> {
                            switch (name) {
                                case "id" -> id[0] = id(fields, faults, "/id");
                                case "if_version" ->
                                        fields.integer("/if_version", 1, Long.MAX_VALUE)
                                                .ifPresent(members.patch()::setIfVersion);
                                default -> {
                                    return members.read(name);
                                }
                            }
                            return true;
                        });
        if (anObject && members.none() && faults.none()) {
            faults.invalid("", PatchMembers.NONE);
        }
        UUID task = required(id[0], anObject, faults);
        return task == null ? members.patch() : members.patch().setId(Ids.toBytes(task));
    }

    private static @Nullable TaskProgress record(JsonSource source, Faults faults) {
        JsonFields fields = new JsonFields(source, faults);
        ProgressMembers members = new ProgressMembers(fields, faults);
        UUID[] id = new UUID[1];
        boolean anObject =
                fields.object(
                        "",
                        name -> {
                            if (name.equals("id")) {
                                id[0] = id(fields, faults, "/id");
                                return true;
                            }
                            return members.read(name);
                        });
        if (anObject && members.none() && faults.none()) {
            faults.invalid("", ProgressMembers.NONE);
        }
        UUID task = required(id[0], anObject, faults);
        return task == null ? null : new TaskProgress(task, members.progress());
    }

    private static @Nullable UUID id(JsonFields fields, Faults faults, String pointer) {
        String text = fields.text(pointer, ID_CHARS);
        UUID id = Ids.parse(text);
        if (id == null && faults.none()) {
            faults.invalid(pointer, "is not a UUID");
        }
        return id;
    }

    private static @Nullable UUID required(@Nullable UUID id, boolean anObject, Faults faults) {
        if (id == null && anObject && faults.none()) {
            faults.invalid("/id", "is missing");
        }
        return id;
    }

    private static <T> List<Outcome<T>> items(
            byte[] body, String name, BiFunction<JsonSource, Faults, @Nullable T> item) {
        JsonSource source = new JsonSource(body);
        Faults faults = new Faults("");
        JsonFields envelope = new JsonFields(source, faults);
        List<Outcome<T>> items = new ArrayList<>();
        boolean anObject =
                envelope.object(
                        "",
                        member -> {
                            if (!member.equals(name)) {
                                return false;
                            }
                            if (source.token() == JsonToken.START_ARRAY) {
                                items(source, name, item, items);
                            } else {
                                envelope.wrongType('/' + name, "a list");
                            }
                            return true;
                        });
        source.end();
        if (anObject && items.isEmpty() && faults.none()) {
            faults.invalid('/' + name, "must hold at least one item");
        }
        if (!faults.none()) {
            throw new ProblemException(faults);
        }
        return items;
    }

    private static <T> void items(
            JsonSource source,
            String name,
            BiFunction<JsonSource, Faults, @Nullable T> item,
            List<Outcome<T>> items) {
        while (source.next() != JsonToken.END_ARRAY) {
            if (items.size() == ITEMS) {
                throw new ProblemException(
                        FailureCode.BATCH_TOO_LARGE, "a list has at most " + ITEMS + " items");
            }
            Faults faults = new Faults('/' + name + '/' + items.size());
            T value = item.apply(source, faults);
            items.add(
                    value != null && faults.none()
                            ? new Outcome.Done<>(value)
                            : new Outcome.Refused<>(Problem.of(faults)));
        }
    }
}

package dev.minion.coordinator.retention;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;
import java.time.Duration;
import java.util.UUID;

/** The bodies of requests that remove or bring back. Nothing has a default that could surprise. */
final class RetentionBodies {

    private static final int WORD_CHARS = 100;
    private static final int CURSOR_CHARS = 300;
    private static final long YOUNGEST_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long OLDEST_MILLIS = Duration.ofDays(36_500).toMillis();

    private RetentionBodies() {}

    /** {@code {"what": "tasks", "progress" or "messages", "older_than", "dry_run"}}. */
    static StartPurgeRequest.Builder purge(byte[] body) {
        StartPurgeRequest.Builder purge = StartPurgeRequest.newBuilder();
        Faults faults = new Faults("");
        JsonSource source = new JsonSource(body);
        JsonFields fields = new JsonFields(source, faults);
        fields.object(
                "",
                name -> {
                    switch (name) {
                        case "what" -> purge.setKind(kind(fields, faults));
                        case "older_than" ->
                                fields.duration("/older_than", YOUNGEST_MILLIS, OLDEST_MILLIS)
                                        .ifPresent(purge::setOlderThanMs);
                        case "dry_run" -> purge.setDryRun(fields.bool("/dry_run", false));
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        source.end();
        if (faults.none() && purge.getKind() == PurgeKind.PURGE_KIND_UNSPECIFIED) {
            faults.invalid("/what", "is missing");
        }
        if (faults.none() && purge.getOlderThanMs() == 0) {
            faults.invalid("/older_than", "is missing");
        }
        refuse(faults);
        return purge;
    }

    private static PurgeKind kind(JsonFields fields, Faults faults) {
        String what = fields.text("/what", WORD_CHARS);
        return switch (what) {
            case "tasks" -> PurgeKind.PURGE_TASKS;
            case "progress" -> PurgeKind.PURGE_PROGRESS;
            case "messages" -> PurgeKind.PURGE_MESSAGES;
            default -> {
                if (!what.isEmpty()) {
                    faults.invalid("/what", "must be tasks, progress or messages");
                }
                yield PurgeKind.PURGE_KIND_UNSPECIFIED;
            }
        };
    }

    /** {@code {"id"}} or {@code {"created_after", "created_before"}}, and {@code "cursor"}. */
    static RestoreRequest restore(byte[] body) {
        RestoreRequest.Builder restore = RestoreRequest.newBuilder();
        Faults faults = new Faults("");
        JsonSource source = new JsonSource(body);
        JsonFields fields = new JsonFields(source, faults);
        fields.object(
                "",
                name -> {
                    switch (name) {
                        case "id" -> id(fields, faults, restore);
                        case "created_after" ->
                                fields.time("/created_after").ifPresent(restore::setCreatedAfterUs);
                        case "created_before" ->
                                fields.time("/created_before")
                                        .ifPresent(restore::setCreatedBeforeUs);
                        case "cursor" -> restore.setCursor(fields.text("/cursor", CURSOR_CHARS));
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        source.end();
        if (faults.none()) {
            range(restore, faults);
        }
        refuse(faults);
        return restore.build();
    }

    private static void id(JsonFields fields, Faults faults, RestoreRequest.Builder restore) {
        String text = fields.text("/id", WORD_CHARS);
        UUID id = Ids.parse(text);
        if (id != null) {
            restore.setId(Ids.toBytes(id));
        } else if (!text.isEmpty()) {
            faults.invalid("/id", "must be a UUID");
        }
    }

    private static void range(RestoreRequest.Builder restore, Faults faults) {
        long after = restore.getCreatedAfterUs();
        long before = restore.getCreatedBeforeUs();
        if (!restore.getId().isEmpty()) {
            if (after != 0 || before != 0) {
                faults.invalid("/id", "cannot be given together with a range");
            }
        } else if (before == 0) {
            faults.invalid(
                    "/created_before", "is missing: a restore has an id, or a range of both times");
        } else if (after == 0) {
            faults.invalid(
                    "/created_after", "is missing: a restore has an id, or a range of both times");
        } else if (after >= before) {
            faults.invalid("/created_before", "must be later than created_after");
        }
    }

    private static void refuse(Faults faults) {
        if (!faults.none()) {
            throw new ProblemException(faults);
        }
    }
}

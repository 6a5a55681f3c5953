package dev.minion.coordinator.submission;

import com.fasterxml.jackson.core.JsonToken;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.coordinator.json.Fault;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Reads the bodies of submissions. Pure: bytes in, drafts out. */
final class BodyReader {

    private final int maxPayloadBytes;

    BodyReader(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /**
     * The one task of a body.
     *
     * @throws dev.minion.coordinator.json.MalformedJsonException where it is not JSON
     */
    Draft one(byte[] body) {
        JsonSource source = new JsonSource(body);
        Draft draft = draft(source, new Faults(""));
        source.end();
        return draft;
    }

    /**
     * The tasks of {@code {"tasks": [...]}}.
     *
     * @throws ProblemException where the envelope is wrong; batch-too-large with the first task too
     *     many
     * @throws dev.minion.coordinator.json.MalformedJsonException where it is not JSON
     */
    List<Draft> batch(byte[] body) {
        JsonSource source = new JsonSource(body);
        Faults faults = new Faults("");
        List<Draft> drafts = new ArrayList<>();
        JsonFields envelope = new JsonFields(source, faults);
        boolean anObject =
                envelope.object(
                        "",
                        name -> {
                            if (!name.equals("tasks")) {
                                return false;
                            }
                            if (source.token() == JsonToken.START_ARRAY) {
                                tasks(source, drafts);
                            } else {
                                envelope.wrongType("/tasks", "a list of tasks");
                            }
                            return true;
                        });
        source.end();
        if (anObject && drafts.isEmpty() && faults.none()) {
            faults.invalid("/tasks", "must hold at least one task");
        }
        if (!faults.none()) {
            throw new ProblemException(faults);
        }
        return drafts;
    }

    private void tasks(JsonSource source, List<Draft> drafts) {
        while (source.next() != JsonToken.END_ARRAY) {
            if (drafts.size() == Limits.BATCH_TASKS) {
                throw new ProblemException(
                        FailureCode.BATCH_TOO_LARGE,
                        "a batch has at most " + Limits.BATCH_TASKS + " tasks");
            }
            drafts.add(draft(source, new Faults("/tasks/" + drafts.size())));
        }
    }

    private Draft draft(JsonSource source, Faults faults) {
        NewTask.Builder task = TaskMembers.read(source, faults, maxPayloadBytes);
        return faults.none() ? new Draft.Sound(task) : new Draft.Faulty(problem(faults));
    }

    /** Where the payload is too large, that is what the client should hear first. */
    private static Problem problem(Faults faults) {
        Problem problem = Problem.of(faults);
        return faults.all().stream()
                .filter(fault -> fault.code() == FailureCode.PAYLOAD_TOO_LARGE)
                .findFirst()
                .map(fault -> tooLarge(fault, problem))
                .orElse(problem);
    }

    private static Problem tooLarge(Fault fault, Problem problem) {
        return new Problem(
                FailureCode.PAYLOAD_TOO_LARGE,
                fault.pointer() + ' ' + fault.detail(),
                problem.errors());
    }
}

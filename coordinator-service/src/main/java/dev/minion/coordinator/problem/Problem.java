package dev.minion.coordinator.problem;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.coordinator.json.Fault;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonOut;
import java.util.List;

/**
 * A refusal (RFC 9457).
 *
 * @param errors the places that are wrong, where there are such
 */
public record Problem(FailureCode code, String detail, List<FieldProblem> errors) {

    private static final String TYPE = "urn:minion:problem:";

    public Problem {
        errors = List.copyOf(errors);
    }

    /** Without places. */
    public Problem(FailureCode code, String detail) {
        this(code, detail, List.of());
    }

    /** From what was found in a request. */
    public static Problem of(Faults faults) {
        List<Fault> all = faults.all();
        Fault first = all.getFirst();
        String detail =
                first.pointer().isEmpty() ? first.detail() : first.pointer() + ' ' + first.detail();
        return new Problem(
                faults.code(),
                detail,
                all.stream().map(f -> new FieldProblem(f.pointer(), f.detail())).toList());
    }

    /**
     * From what the ledger answered.
     *
     * @param prefix the pointer of the item it speaks of, or empty
     */
    public static Problem of(dev.minion.contracts.tasks.Problem refusal, String prefix) {
        return new Problem(
                FailureCode.of(refusal.getCode()),
                refusal.getDetail(),
                refusal.getErrorsList().stream()
                        .map(e -> new FieldProblem(prefix + e.getPointer(), e.getDetail()))
                        .toList());
    }

    /** As the contracts have it. */
    public dev.minion.contracts.tasks.Problem toProto() {
        var builder =
                dev.minion.contracts.tasks.Problem.newBuilder()
                        .setCode(code.code())
                        .setDetail(detail);
        for (FieldProblem error : errors) {
            builder.addErrors(
                    FieldError.newBuilder().setPointer(error.pointer()).setDetail(error.detail()));
        }
        return builder.build();
    }

    /** The members that every telling of this problem has, into an open object. */
    public JsonOut writeTo(JsonOut out) {
        out.text("type", TYPE + code.code())
                .text("title", title())
                .number("status", code.httpStatus())
                .text("detail", detail)
                .text("code", code.code());
        if (!errors.isEmpty()) {
            out.array("errors");
            for (FieldProblem error : errors) {
                out.object().text("pointer", error.pointer()).text("detail", error.detail());
                out.endObject();
            }
            out.endArray();
        }
        return out;
    }

    private String title() {
        String words = code.code().replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}

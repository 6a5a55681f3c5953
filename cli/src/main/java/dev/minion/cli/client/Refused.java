package dev.minion.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The coordinator's refusal: an RFC 9457 problem. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JsonNode problem;

    Refused(JsonNode problem) {
        super(sentence(problem));
        this.problem = problem;
    }

    public int status() {
        return problem.path("status").asInt();
    }

    public String code() {
        return problem.path("code").asText("refused");
    }

    /** Each field that is wrong; empty when the problem is not about a field. */
    public List<FieldError> errors() {
        List<FieldError> all = new ArrayList<>();
        problem.path("errors")
                .forEach(
                        e ->
                                all.add(
                                        new FieldError(
                                                e.path("pointer").asText(),
                                                e.path("detail").asText())));
        return all;
    }

    /**
     * One field that is wrong.
     *
     * @param pointer RFC 6901 into the request body
     */
    public record FieldError(String pointer, String detail) {}

    private static String sentence(JsonNode problem) {
        String title = problem.path("title").asText("The request was refused");
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() ? title : detail;
    }
}

package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The document itself; that answers are as it says is checked wherever an answer is seen. */
@Order(Integer.MAX_VALUE)
class OpenApiTest {

    private final String url = SharedStack.get().url();

    @Test
    void theDocumentIsServedAndOfVersion31() {
        assertThat(Http.get(url + "/openapi?format=json").path("openapi").asText())
                .startsWith("3.1");
    }

    @Test
    void anAnswerOfEachOperationOnTasksWasHeldAgainstTheDocument() {
        OpenApi document = Api.document(url);
        assumeThat(document.seen()).as("the other tests of this package ran").isNotEmpty();

        Set<String> tasks = document.operations("/api/v1/tasks");
        tasks.addAll(document.operations("/api/v1/dead-letters"));
        tasks.addAll(document.operations("/api/v1/bulk-jobs"));

        Report.line(
                "openapi",
                "%d operations in the document, answers of %d checked",
                document.operations("/").size(),
                document.seen().size());
        assertThat(document.seen()).containsAll(tasks);
        assertThat(tasks).hasSizeGreaterThanOrEqualTo(15);
    }
}

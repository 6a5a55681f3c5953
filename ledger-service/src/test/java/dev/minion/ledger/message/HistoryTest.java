package dev.minion.ledger.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class HistoryTest extends Messages {

    private static final String EXPLAIN = "explain (generic_plan) ";

    @Inject Pool pool;

    private List<String> kinds(ListMessagesRequest.Builder request) {
        return list(request).stream().map(AgentMessage::getKind).toList();
    }

    @Test
    void everyFilterNarrowsTheHistory() {
        send(to("a").setKind("first"));
        AgentMessage second =
                send(
                        to("b").setKind("second")
                                .setSender("critic")
                                .setConversation("c")
                                .setCorrelationId("x"));
        acknowledge("b", second, DeliveryStatus.FAILED);

        assertThat(kinds(listing())).containsExactly("first", "second");
        assertThat(kinds(listing().setOldestFirst(false))).containsExactly("second", "first");
        assertThat(
                        List.of(
                                listing().setSender("critic"),
                                listing().setConversation("c"),
                                listing().setCorrelationId("x"),
                                listing().setAgent("b"),
                                listing().setAgent("b").addStatuses(DeliveryStatus.FAILED),
                                listing().addStatuses(DeliveryStatus.FAILED),
                                listing().setCreatedAfterUs(second.getCreatedAtUs() - 1)))
                .allSatisfy(filter -> assertThat(kinds(filter)).containsExactly("second"));
        assertThat(kinds(listing().setCreatedBeforeUs(second.getCreatedAtUs())))
                .containsExactly("first");
        assertThat(kinds(listing().setAgent("b").addStatuses(DeliveryStatus.SENT))).isEmpty();
        assertThat(list(listing()))
                .extracting(message -> message.getCounts().getFailed())
                .containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCursorLeadsThroughTheHistoryWithoutGapOrRepetition(boolean oldestFirst) {
        IntStream.range(0, 23).forEach(i -> send(to("a").setKind("m" + i)));
        ListMessagesRequest.Builder request =
                listing().setOldestFirst(oldestFirst).setAgent("a").setLimit(5);
        List<String> whole = kinds(listing().setOldestFirst(oldestFirst).setLimit(100));

        assertThat(pages(request)).isEqualTo(whole).hasSize(23);
        assertThat(pages(request.clearAgent())).isEqualTo(whole);
    }

    @Test
    void aPageOfLargeMessagesEndsEarlyAndLosesNone() {
        ByteString large = ByteString.copyFromUtf8('"' + "x".repeat(3 << 20) + '"');
        IntStream.range(0, 7).forEach(i -> send(to("a").setKind("m" + i).setBody(large)));

        assertThat(list(listing().setLimit(7))).hasSize(3);
        assertThat(pages(listing().setLimit(7)))
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
    }

    private List<String> pages(ListMessagesRequest.Builder request) {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            ListMessagesResponse page =
                    now(messages.listMessages(request.setCursor(cursor).build()));
            page.getMessagesList().forEach(message -> paged.add(message.getKind()));
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        return paged;
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "AAAA", "AgAAAAAAAAAB"})
    void aCursorOfAnotherListIsRefused(String cursor) {
        ListMessagesResponse refused =
                now(messages.listMessages(listing().setCursor(cursor).build()));

        assertThat(refused.getProblem().getCode()).isEqualTo("bad-cursor");
    }

    @Test
    void eachStatementHasItsIndex() {
        assertThat(plan(Inbox.READ))
                .contains("message_deliveries_inbox")
                .doesNotContain("Seq Scan");
        assertThat(plan(Expiry.EXPIRE))
                .contains("message_deliveries_expiry")
                .doesNotContain("Seq Scan");
        assertThat(plan(listing())).contains("messages_history");
        assertThat(plan(listing().setConversation("c"))).contains("messages_conversation");
        assertThat(plan(listing().setCorrelationId("c"))).contains("messages_correlation");
        assertThat(plan(listing().setSender("s"))).contains("messages_sender");
        assertThat(plan(listing().setAgent("a"))).contains("message_deliveries_history");
    }

    private String plan(ListMessagesRequest.Builder request) {
        return plan(ListQuery.of(request.build()).orElseThrow().statement());
    }

    /** As it is for a prepared statement whose table is too large to be sorted. */
    private String plan(String statement) {
        CompletableFuture<RowSet<Row>> plan =
                pool.withConnection(
                                connection ->
                                        connection
                                                .query("set enable_sort = off")
                                                .execute()
                                                .compose(
                                                        done ->
                                                                connection
                                                                        .query(EXPLAIN + statement)
                                                                        .execute())
                                                .eventually(
                                                        () ->
                                                                connection
                                                                        .query("reset enable_sort")
                                                                        .execute()))
                        .toCompletionStage()
                        .toCompletableFuture();
        assertThat(plan).succeedsWithin(SOON);
        List<String> lines = new ArrayList<>();
        plan.resultNow().forEach(row -> lines.add(row.getString(0)));
        return String.join("\n", lines);
    }
}

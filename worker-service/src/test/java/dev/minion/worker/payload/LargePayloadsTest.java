package dev.minion.worker.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.worker.handler.HandlerException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LargePayloadsTest {

    private static final int LIMIT = 16 << 20;

    private final PayloadsDouble ledger = new PayloadsDouble();
    private final LargePayloads payloads = new LargePayloads(ledger, LIMIT);
    private final AtomicInteger signs = new AtomicInteger();

    private void alive() {
        var _ = signs.incrementAndGet();
    }

    private static ByteString json(char what, int bytes) {
        return ByteString.copyFromUtf8("\"" + String.valueOf(what).repeat(bytes - 2) + "\"");
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Test
    void whatIsSmallStaysWhatItIs() throws Exception {
        ByteString small = json('a', Limits.INLINE_PAYLOAD_BYTES);
        assertThat(payloads.output(small, this::alive)).isSameAs(small);
        assertThat(payloads.input(small, this::alive)).isSameAs(small);
        assertThat(payloads.dependencyOutputs(small, this::alive)).isSameAs(small);
        assertThat(signs).hasValue(0);
    }

    @Test
    void aLargeOutputIsKeptBeforeItIsReferredToAndComesBackAsInput() throws Exception {
        ByteString large = json('b', 3 * Limits.PAYLOAD_CHUNK_BYTES + 7);

        ByteString output = payloads.output(large, this::alive);

        assertThat(output).isEqualTo(PayloadRef.to(large).bytes());
        assertThat(ledger.sealed).containsValue(large);
        assertThat(signs).hasValue(4);
        assertThat(payloads.input(output, this::alive)).isEqualTo(large);
        assertThat(signs).hasValue(8);
    }

    @Test
    void whatTheLedgerHasIsNotPutAgain() throws Exception {
        ByteString large = json('c', 100_000);
        PayloadRef ref = ledger.keep(large);
        assertThat(payloads.output(large, this::alive)).isEqualTo(ref.bytes());
        assertThat(ledger.puts()).isZero();
    }

    @Test
    void aLedgerThatIsAwayIsWaitedFor() throws Exception {
        ByteString large = json('d', 2 * Limits.PAYLOAD_CHUNK_BYTES);
        ledger.fail(3);
        ByteString output = payloads.output(large, this::alive);
        ledger.fail(2);
        assertThat(payloads.input(output, this::alive)).isEqualTo(large);
    }

    @Test
    void dependencyOutputsHaveWhatTheyReferToAsFarAsThereIsRoom() throws Exception {
        ByteString one = json('e', 9 << 20);
        ByteString other = json('f', 8 << 20);
        ByteString last = json('g', 70_000);
        ByteString value =
                text("[{\"output\":")
                        .concat(ledger.keep(one).bytes())
                        .concat(text("},{\"output\":7},{\"output\":"))
                        .concat(ledger.keep(other).bytes())
                        .concat(text("},{\"output\":"))
                        .concat(ledger.keep(last).bytes())
                        .concat(text("}]"));

        ByteString whole = payloads.dependencyOutputs(value, this::alive);

        assertThat(whole)
                .isEqualTo(
                        text("[{\"output\":")
                                .concat(one)
                                .concat(text("},{\"output\":7},{\"output\":null},{\"output\":"))
                                .concat(last)
                                .concat(text("}]")));
    }

    @Test
    void anInputThatIsGoneFailsTheAttemptAndMayBeRetried() {
        ByteString lost = PayloadRef.to(json('h', 70_000)).bytes();
        assertThatThrownBy(() -> payloads.input(lost, this::alive))
                .isInstanceOfSatisfying(
                        HandlerException.class,
                        failed -> {
                            assertThat(failed.code()).isEqualTo("payload-gone");
                            assertThat(failed.retryable()).isTrue();
                        });
    }
}

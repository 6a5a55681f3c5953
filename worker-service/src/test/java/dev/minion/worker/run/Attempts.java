package dev.minion.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

/** What a runner does with attempts, by hand. */
public final class Attempts {

    private Attempts() {}

    /** Begins the attempt on a thread that has ended already, so that its end frees the slot. */
    public static Attempt begun(Attempt attempt) {
        assertThat(attempt.begin(Thread.currentThread(), 0, 1)).isTrue();
        assertThat(attempt.threadEnded()).isFalse();
        return attempt;
    }

    /** Completes the attempt. */
    public static void complete(Attempt attempt, String output) {
        assertThat(attempt.completed(ByteString.copyFromUtf8(output))).isTrue();
    }
}

package dev.minion.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.worker.run.AttemptRegister.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptRegisterTest {

    @Test
    void thereAreAsManySlotsAsTheCapacity() {
        AttemptRegister register = new AttemptRegister(2);
        Attempt first = attempt();

        assertThat(register.admit(first)).isEqualTo(Admission.ADMITTED);
        assertThat(register.admit(attempt())).isEqualTo(Admission.ADMITTED);
        assertThat(register.admit(attempt())).isEqualTo(Admission.FULL);

        register.release(first);
        assertThat(register.admit(attempt())).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void anAttemptTakesOneSlotHoweverOftenItIsDelivered() {
        AttemptRegister register = new AttemptRegister(2);
        Attempt attempt = attempt();
        register.admit(attempt);

        assertThat(register.admit(new Attempt(attempt.key(), attempt.assignment())))
                .isEqualTo(Admission.KNOWN);
        assertThat(register.taken()).isEqualTo(1);
    }

    @Test
    void anAttemptOfSeveralSlotsTakesThemAll() {
        AttemptRegister register = new AttemptRegister(4);
        AtomicInteger told = new AtomicInteger();
        register.onRoom(told::incrementAndGet);
        Attempt wide = Assignments.wide(3);
        register.admit(wide);
        register.admit(attempt());

        assertThat(register.taken()).isEqualTo(4);
        assertThat(register.admit(attempt())).isEqualTo(Admission.FULL);
        register.release(wide);
        assertThat(register.taken()).isEqualTo(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void oneThatNeedsSeveralMayWaitForThemAndNothingComesInBeforeIt() {
        AttemptRegister register = new AttemptRegister(4);
        Attempt narrow = attempt();
        register.admit(narrow);
        register.admit(Assignments.wide(3));
        Attempt waits = Assignments.wide(4);

        assertThat(register.admit(waits)).isEqualTo(Admission.ADMITTED);
        assertThat(register.admit(Assignments.wide(2))).isEqualTo(Admission.FULL);
        register.release(narrow);
        assertThat(register.admit(attempt())).isEqualTo(Admission.FULL);
        register.release(waits);
        assertThat(register.admit(attempt())).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void aSlotIsGivenBackOnce() {
        AttemptRegister register = new AttemptRegister(2);
        Attempt attempt = attempt();
        register.admit(attempt);

        register.release(attempt);
        register.release(attempt);

        assertThat(register.taken()).isZero();
    }

    @Test
    void roomIsToldOnlyWhenThereWasNone() {
        AttemptRegister register = new AttemptRegister(2);
        AtomicInteger told = new AtomicInteger();
        register.onRoom(told::incrementAndGet);
        Attempt one = attempt();
        Attempt two = attempt();
        register.admit(one);
        register.admit(two);

        register.release(one);
        register.release(two);

        assertThat(told).hasValue(1);
    }

    @Test
    void manyThreadsNeverTakeMoreThanTheCapacity() throws InterruptedException {
        AttemptRegister register = new AttemptRegister(10);
        AtomicInteger admitted = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    go.await();
                                } catch (InterruptedException interrupted) {
                                    return;
                                }
                                if (register.admit(attempt()) == Admission.ADMITTED) {
                                    admitted.incrementAndGet();
                                }
                            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(admitted).hasValue(10);
        assertThat(register.awaitEmpty(Duration.ofMillis(1))).isFalse();
    }

    private static Attempt attempt() {
        return Assignments.attempt(Assignments.of("t", "{}"));
    }
}

package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded lives of families: members are born and end in any order, and who is to be told of an end
 * is told late, twice, and in any order.
 */
class FamilySimulationTest {

    private static final int FAMILIES = 5_000;
    private static final int STEPS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whenAllAreToldNoPolicyIsBrokenAndNobodyEndedTwice(long seed) {
        for (int family = 0; family < FAMILIES; family++) {
            new Family(new SplittableRandom(seed * 1_000_003 + family)).run();
        }
    }

    private static final class Member {

        private final UUID id;
        private final @Nullable Member parent;
        private final ChildrenPolicy policy;
        private TaskState state;

        /** In this order all of them ended; -1 while open. */
        private int endedAt = -1;

        Member(UUID id, @Nullable Member parent, ChildrenPolicy policy) {
            this.id = id;
            this.parent = parent;
            this.policy = policy;
            this.state =
                    new TaskState(
                            TaskStatus.RUNNING,
                            1,
                            1,
                            0,
                            0,
                            0,
                            0,
                            0,
                            RetryRule.DEFAULT,
                            "",
                            0,
                            -1,
                            null);
        }

        boolean open() {
            return !Transitions.terminal(state.status());
        }
    }

    private static final class Family {

        private final SplittableRandom random;
        private final List<Member> members = new ArrayList<>();

        /** Ends of which parent and children are still to be told. */
        private final List<Member> untold = new ArrayList<>();

        private int ends;

        Family(SplittableRandom random) {
            this.random = random;
            this.members.add(new Member(id(), null, policy()));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> birth();
                    case 2 -> end(members.get(random.nextInt(members.size())));
                    case 3 -> look(members.get(random.nextInt(members.size())));
                    default -> tell(random.nextBoolean());
                }
            }
            tellAll();
            members.forEach(this::check);
            // When all that are left end, nobody waits for ever: from the youngest to the oldest.
            for (Member member : members.reversed()) {
                report(member);
                look(member);
                tellAll();
            }
            assertThat(members).noneMatch(Member::open);
            members.forEach(this::check);
        }

        private void tellAll() {
            while (!untold.isEmpty()) {
                tell(true);
            }
        }

        /** Whoever ends the wait holds the parent's row, so that no child comes in between. */
        private void look(Member parent) {
            if (children(parent).noneMatch(Member::open)) {
                apply(parent, FamilyRules.childrenEnded(parent.state));
            }
        }

        private Stream<Member> children(Member parent) {
            return members.stream().filter(member -> member.parent == parent);
        }

        private void report(Member member) {
            TaskEvent completion =
                    TaskEvent.newBuilder()
                            .setFence(Fence.newBuilder().setEpoch(1).setAttempt(1))
                            .setCompleted(Completed.getDefaultInstance())
                            .build();
            boolean waited = member.state.waitsForChildren();
            Verdict verdict =
                    FamilyRules.heldBack(
                            member.policy,
                            AttemptRules.fold(member.state, completion, new Moment(0, 1, random)));
            if (waited) {
                assertThat(verdict).isInstanceOf(Verdict.Duplicate.class);
            }
            apply(member, verdict);
        }

        private void birth() {
            Member parent = members.get(random.nextInt(members.size()));
            Member child = new Member(id(), parent, policy());
            members.add(child);
            // Its creation holds the parent: it knows whether that has ended.
            if (FamilyRules.cancelsChildren(parent.policy, parent.state.status())) {
                apply(child, FamilyRules.parentEnded(child.state, parent.id));
            }
        }

        private void end(Member member) {
            TaskStatus[] ways = {
                TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.DEAD
            };
            TaskStatus way = ways[random.nextInt(ways.length)];
            if (way == TaskStatus.COMPLETED) {
                report(member);
            } else if (Transitions.allowed(member.state.status(), way)) {
                apply(
                        member,
                        RequestRules.ended(member.state, way, TaskError.getDefaultInstance()));
            }
        }

        private void tell(boolean once) {
            if (untold.isEmpty()) {
                return;
            }
            int which = random.nextInt(untold.size());
            Member ended = once ? untold.remove(which) : untold.get(which);
            if (FamilyRules.cancelsChildren(ended.policy, ended.state.status())) {
                members.stream()
                        .filter(member -> member.parent == ended)
                        .forEach(c -> apply(c, FamilyRules.parentEnded(c.state, ended.id)));
            }
            Member parent = ended.parent;
            if (parent != null) {
                apply(
                        parent,
                        FamilyRules.childEnded(
                                parent.state, parent.policy, ended.id, ended.state.status()));
            }
        }

        private void apply(Member member, Verdict verdict) {
            if (verdict instanceof Verdict.Accepted accepted) {
                assertThat(member.open()).isTrue();
                assertThat(Transitions.allowed(member.state.status(), accepted.next().status()))
                        .isTrue();
                if (accepted.next().status() == TaskStatus.COMPLETED
                        && member.policy.getWaitOnCompletion()) {
                    assertThat(member.state.waitsForChildren()).isTrue();
                    assertThat(children(member)).noneMatch(Member::open);
                }
                member.state = accepted.next();
                if (!member.open()) {
                    member.endedAt = ends++;
                    untold.add(member);
                }
            }
        }

        private void check(Member member) {
            if (!member.policy.getWaitOnCompletion()) {
                assertThat(member.state.status()).isNotEqualTo(TaskStatus.BLOCKED);
            }
            Member parent = member.parent;
            if (parent == null) {
                return;
            }
            if (parent.policy.getCancelOnParentEnd() && !parent.open()) {
                assertThat(member.open()).isFalse();
            }
            if (parent.policy.getFailOnChildFailure()
                    && Transitions.unsuccessful(member.state.status())) {
                assertThat(parent.open()).isFalse();
            }
            if (!parent.policy.getCancelOnParentEnd()) {
                assertThat(code(member)).isNotEqualTo("parent-ended");
            }
            if (code(member).equals("parent-ended")) {
                assertThat(member.endedAt).isGreaterThan(parent.endedAt);
            }
            if (!parent.policy.getFailOnChildFailure()) {
                assertThat(code(parent)).isNotEqualTo("child-failed");
            }
        }

        private static String code(Member member) {
            TaskError error = member.state.error();
            return error == null ? "" : error.getCode();
        }

        private ChildrenPolicy policy() {
            return ChildrenPolicy.newBuilder()
                    .setCancelOnParentEnd(random.nextBoolean())
                    .setFailOnChildFailure(random.nextBoolean())
                    .setWaitOnCompletion(random.nextBoolean())
                    .build();
        }

        private UUID id() {
            return new UUID(random.nextLong(), random.nextLong());
        }
    }
}

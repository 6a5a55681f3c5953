package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.FailureCode;
import dev.minion.ledger.state.DependencyGraph.Fault;
import dev.minion.ledger.state.DependencyGraph.Link;
import dev.minion.ledger.state.DependencyGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyGraphTest {

    private static Node node(String ref, String... dependencies) {
        return new Node(UUID.randomUUID(), ref, List.of(dependencies));
    }

    @Test
    void refsIdsAndTasksOutsideAreToldApart() {
        Node first = node("a");
        String outside = UUID.randomUUID().toString();
        Node second = node("", "a", first.id().toString(), outside, outside);

        DependencyGraph graph = DependencyGraph.of(List.of(first, second));

        assertThat(graph.links(1))
                .containsExactly(new Link.Inner(0, 0), new Link.Outer(2, UUID.fromString(outside)));
        assertThat(graph.fault(1)).isNull();
        assertThat(graph.ordered()).containsExactly(0, 1);
    }

    @Test
    void whatStandsBehindACycleIsNotBlamedForIt() {
        DependencyGraph graph =
                DependencyGraph.of(
                        List.of(
                                node("a", "b"),
                                node("b", "a"),
                                node("c", "b"),
                                node("d", "c"),
                                node("e")));

        assertThat(code(graph, 0)).isEqualTo(FailureCode.DEPENDENCY_CYCLE);
        assertThat(code(graph, 1)).isEqualTo(FailureCode.DEPENDENCY_CYCLE);
        assertThat(code(graph, 2)).isEqualTo(FailureCode.UNKNOWN_DEPENDENCY);
        assertThat(code(graph, 3)).isEqualTo(FailureCode.UNKNOWN_DEPENDENCY);
        assertThat(graph.fault(4)).isNull();
    }

    private static FailureCode code(DependencyGraph graph, int item) {
        Fault fault = Objects.requireNonNull(graph.fault(item));
        assertThat(fault.pointer()).isEqualTo("/dependencies/0");
        return fault.code();
    }

    @Test
    void aRefusalFoundLaterSpreadsToAllBehind() {
        DependencyGraph graph =
                DependencyGraph.of(List.of(node("a"), node("b", "a"), node("c", "b"), node("d")));

        graph.refuse(0, new Fault(FailureCode.IDEMPOTENCY_CONFLICT, "", "used"));

        assertThat(code(graph, 1)).isEqualTo(FailureCode.UNKNOWN_DEPENDENCY);
        assertThat(code(graph, 2)).isEqualTo(FailureCode.UNKNOWN_DEPENDENCY);
        assertThat(graph.fault(3)).isNull();
    }

    @Test
    void tenThousandDeepIsNoDepth() {
        int size = 10_000;
        List<Node> chain = new ArrayList<>();
        List<Node> ring = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chain.add(i == 0 ? node("0") : node("" + i, "" + (i - 1)));
            ring.add(node("" + i, "" + (i + size - 1) % size));
        }

        DependencyGraph straight = DependencyGraph.of(chain);
        DependencyGraph round = DependencyGraph.of(ring);

        assertThat(straight.ordered()).hasSize(size);
        assertThat(round.ordered()).isEmpty();
        assertThat(IntStream.range(0, size))
                .allMatch(i -> code(round, i) == FailureCode.DEPENDENCY_CYCLE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderPutsEachItemAfterWhatItDependsOn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(12);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                String[] on = new String[random.nextInt(3)];
                for (int d = 0; d < on.length; d++) {
                    on[d] = "" + random.nextInt(size);
                }
                nodes.add(node("" + i, on));
            }

            DependencyGraph graph = DependencyGraph.of(nodes);

            int[] place = new int[size];
            int[] order = graph.ordered();
            for (int i = 0; i < order.length; i++) {
                place[order[i]] = i + 1;
            }
            for (int i = 0; i < size; i++) {
                assertThat(graph.fault(i) == null).isEqualTo(place[i] > 0);
                for (Link link : graph.links(i)) {
                    if (place[i] > 0 && link instanceof Link.Inner inner) {
                        assertThat(place[inner.item()]).isBetween(1, place[i] - 1);
                    }
                }
            }
        }
    }
}

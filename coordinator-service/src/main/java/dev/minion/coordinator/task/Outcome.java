package dev.minion.coordinator.task;

import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** What became of one of many. */
sealed interface Outcome<T> {

    /** It was read, or done. */
    record Done<T>(T value) implements Outcome<T> {}

    /** It was refused. */
    record Refused<T>(Problem problem) implements Outcome<T> {}

    /** Of a Uni that may fail with a problem. */
    static <T> Uni<Outcome<T>> of(Uni<T> item) {
        return item.<Outcome<T>>map(Done::new)
                .onFailure(ProblemException.class)
                .recoverWithItem(e -> new Refused<>(e.problem()));
    }

    /** The next step for those that came so far, all at once; the others stay refused. */
    static <Q, A> Uni<List<Outcome<A>>> next(
            List<Outcome<Q>> items, Function<List<Q>, Uni<List<Outcome<A>>>> step) {
        List<Q> values =
                items.stream()
                        .<Q>mapMulti(
                                (item, to) -> {
                                    if (item instanceof Done<Q>(Q value)) {
                                        to.accept(value);
                                    }
                                })
                        .toList();
        return values.isEmpty()
                ? Uni.createFrom().item(merged(items, List.of()))
                : step.apply(values).map(done -> merged(items, done));
    }

    private static <Q, A> List<Outcome<A>> merged(List<Outcome<Q>> items, List<Outcome<A>> done) {
        Iterator<Outcome<A>> next = done.iterator();
        return items.stream()
                .map(
                        item ->
                                switch (item) {
                                    case Done<Q> _ -> next.next();
                                    case Refused<Q>(Problem problem) -> new Refused<A>(problem);
                                })
                .toList();
    }
}

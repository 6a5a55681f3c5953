package dev.minion.ledger.copy;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Asks both databases the same, at the same time. */
record Both(Side source, Side target) {

    @FunctionalInterface
    private interface Question<T> {
        T of(Side side) throws SQLException;
    }

    /**
     * Two answers.
     *
     * @param source what the source says
     * @param target what the target says
     */
    record Answers<T>(T source, T target) {

        boolean agree() {
            return source.equals(target);
        }
    }

    Answers<Sum> sums(Slice slice) throws SQLException {
        return ask(side -> side.sum(slice));
    }

    /** What of a slice is not the same; nothing where it is by now. */
    Optional<Slice> differing(Slice slice) throws SQLException {
        if (slice.table().key().isEmpty()) {
            return Optional.of(slice);
        }
        Answers<Map<Integer, Sum>> sums = ask(side -> side.partSums(slice));
        Set<Integer> parts = new HashSet<>(sums.source().keySet());
        parts.addAll(sums.target().keySet());
        parts.removeIf(part -> Objects.equals(sums.source().get(part), sums.target().get(part)));
        return parts.isEmpty() ? Optional.empty() : Optional.of(slice.of(parts));
    }

    private <T> Answers<T> ask(Question<T> question) throws SQLException {
        FutureTask<T> other = new FutureTask<>(() -> question.of(target));
        Thread asking = Thread.ofVirtual().name("target").start(other);
        try {
            T ofSource = question.of(source);
            return new Answers<>(ofSource, other.get());
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SQLException known
                    ? known
                    : new SQLException(failed.getCause());
        } catch (InterruptedException interrupted) {
            asking.interrupt();
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", interrupted);
        }
    }
}

package dev.minion.ledger.retention;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.payload.PayloadStore;
import dev.minion.ledger.task.CreationTime;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.transition.CountDeltas;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * Brings tasks back from the archive, each as the row that it was. A task that the ledger has is
 * never touched, so that a restore may be made again.
 */
@ApplicationScoped
public class Restores {

    /** Time for the files of one call; one is read in any case. */
    private static final long CALL_MILLIS = 1_500;

    /**
     * Files $1 of lines: their tasks from $2 to $3, and which of them are new. Casts by the table's
     * own row type, so that a column is archived and restored without being named; one that may not
     * be null has what tasks had that were archived before it.
     */
    private static final String TASKS =
            """
            with archived as (
              select l::jsonb->'task' as task from unnest($1::text[]) l
              where (l::jsonb->>'id')::uuid between $2 and $3 and l::jsonb ? 'task'),
            back as (
              insert into ledger.tasks select r.* from archived a,
                jsonb_populate_record(null::ledger.tasks, jsonb '{"queue": 0}' || a.task) r
              on conflict (id) do nothing returning id, namespace, type, status),
            counted as (
            """
                    + CountDeltas.added("back")
                    + """
            )
            select (select count(*) from archived), coalesce(array_agg(id), '{}') from back
            """;

    private static final String DEPENDENCIES =
            """
            insert into ledger.task_dependencies select r.*
            from unnest($1::text[]) l,
              jsonb_populate_recordset(null::ledger.task_dependencies, l::jsonb->'dependencies') r
            where (l::jsonb->>'id')::uuid = any($2::uuid[])
            on conflict do nothing
            """;

    private static final String HISTORY =
            """
            insert into ledger.task_history overriding system value select r.*
            from unnest($1::text[]) l,
              jsonb_populate_recordset(null::ledger.task_history, l::jsonb->'history') r
            where (l::jsonb->>'id')::uuid = any($2::uuid[])
            on conflict do nothing
            """;

    /**
     * Of the tasks that are back, and where the records went by themselves of those that stayed.
     */
    private static final String PROGRESS =
            """
            with back as (
              insert into ledger.task_progress overriding system value select r.*
              from unnest($1::text[]) l,
                jsonb_populate_recordset(null::ledger.task_progress, l::jsonb->'progress') r
              where (l::jsonb->>'id')::uuid = any($2::uuid[])
                or (not l::jsonb ? 'task' and (l::jsonb->>'id')::uuid between $3 and $4
                  and exists (select from ledger.tasks t where t.id = (l::jsonb->>'id')::uuid))
              on conflict do nothing returning task_id)
            select count(*) from back b where b.task_id <> all($2::uuid[])
            """;

    private final Archive archive;
    private final PayloadStore payloads;
    private final Transactions transactions;
    private final InstantSource clock;

    Restores(
            Archive archive,
            PayloadStore payloads,
            Transactions transactions,
            InstantSource clock) {
        this.archive = archive;
        this.payloads = payloads;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Restores from as many files as one call has time for. */
    public Future<RestoreResponse> restore(RestoreRequest request) {
        if (!archive.kept()) {
            return Future.succeededFuture(
                    RestoreResponse.newBuilder()
                            .setProblem(
                                    Problems.of(
                                            FailureCode.NO_ARCHIVE, "the ledger has no archive"))
                            .build());
        }
        UUID from = from(request);
        UUID to = to(request);
        return archive.list()
                .map(files -> due(files, from, to, request.getCursor()))
                .compose(
                        files ->
                                next(
                                        files,
                                        from,
                                        to,
                                        clock.millis() + CALL_MILLIS,
                                        RestoreResponse.getDefaultInstance()));
    }

    private static UUID from(RestoreRequest request) {
        return request.getId().isEmpty()
                ? CreationTime.floor(ceilMillis(request.getCreatedAfterUs()))
                : Ids.fromBytes(request.getId());
    }

    /** No UUIDv7 is the floor of a millisecond itself, so that "to" may be included. */
    private static UUID to(RestoreRequest request) {
        return request.getId().isEmpty()
                ? CreationTime.floor(ceilMillis(request.getCreatedBeforeUs()))
                : Ids.fromBytes(request.getId());
    }

    private static long ceilMillis(long us) {
        return Math.ceilDiv(us, 1_000L);
    }

    private static List<ArchiveName> due(
            List<ArchiveName> files, UUID from, UUID to, String cursor) {
        List<ArchiveName> meeting = files.stream().filter(file -> file.meets(from, to)).toList();
        return ArchiveName.parse(cursor)
                .map(done -> meeting.stream().filter(file -> file.compareTo(done) > 0).toList())
                .orElse(meeting);
    }

    private Future<RestoreResponse> next(
            List<ArchiveName> files, UUID from, UUID to, long endMillis, RestoreResponse sofar) {
        if (files.isEmpty()) {
            return Future.succeededFuture(sofar.toBuilder().setNextCursor("").build());
        }
        if (!sofar.getNextCursor().isEmpty() && clock.millis() >= endMillis) {
            return Future.succeededFuture(sofar);
        }
        ArchiveName file = files.getFirst();
        return archive.read(file)
                .compose(
                        lines ->
                                new ArchivedPayloads(archive)
                                        .bringBack(payloads, ArchivedPayloads.of(lines, from, to))
                                        .map(lines))
                .compose(lines -> transactions.run(t -> file(t.connection(), lines, from, to)))
                .compose(
                        done ->
                                next(
                                        files.subList(1, files.size()),
                                        from,
                                        to,
                                        endMillis,
                                        plus(sofar, done).setNextCursor(file.file()).build()));
    }

    private static RestoreResponse.Builder plus(RestoreResponse one, RestoreResponse other) {
        return one.toBuilder()
                .setRestored(one.getRestored() + other.getRestored())
                .setSkipped(one.getSkipped() + other.getSkipped())
                .setProgress(one.getProgress() + other.getProgress());
    }

    private static Future<RestoreResponse> file(
            SqlClient connection, List<String> lines, UUID from, UUID to) {
        String[] texts = lines.toArray(String[]::new);
        return connection
                .preparedQuery(TASKS)
                .execute(lines(texts).addUUID(from).addUUID(to))
                .compose(
                        rows -> {
                            long archived = rows.iterator().next().getLong(0);
                            UUID[] back = rows.iterator().next().getArrayOfUUIDs(1);
                            return PayloadReferences.addThere(connection, List.of(back))
                                    .compose(done -> parts(connection, texts, back, from, to))
                                    .map(
                                            progress ->
                                                    RestoreResponse.newBuilder()
                                                            .setRestored(back.length)
                                                            .setSkipped(archived - back.length)
                                                            .setProgress(progress)
                                                            .build());
                        });
    }

    private static Future<Long> parts(
            SqlClient connection, String[] lines, UUID[] back, UUID from, UUID to) {
        return connection
                .preparedQuery(DEPENDENCIES)
                .execute(lines(lines).addArrayOfUUID(back))
                .compose(
                        done ->
                                connection
                                        .preparedQuery(HISTORY)
                                        .execute(lines(lines).addArrayOfUUID(back)))
                .compose(
                        done ->
                                connection
                                        .preparedQuery(PROGRESS)
                                        .execute(
                                                lines(lines)
                                                        .addArrayOfUUID(back)
                                                        .addUUID(from)
                                                        .addUUID(to)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Tuple lines(String[] lines) {
        return Tuple.tuple().addArrayOfString(lines);
    }
}

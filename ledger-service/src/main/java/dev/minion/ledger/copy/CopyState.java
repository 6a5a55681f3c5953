package dev.minion.ledger.copy;

import dev.minion.ledger.migration.InstalledSchema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the target keeps of an unfinished copy into it, in a schema of its own: of which source it
 * is, how far each table is, and what is to be made again at the end.
 */
final class CopyState {

    private static final String CREATE =
            """
            create schema ledger_copy;
            create table ledger_copy.state (source text not null, mark text);
            create table ledger_copy.tables (
              name text primary key, place text, done boolean not null, rows bigint not null);
            create table ledger_copy.removed (position integer, again text not null);
            """;

    /** That the schema is complete: a ledger that starts believes it, and looks no further. */
    private static final String KEEP_MARK =
            """
            insert into ledger_copy.state
            select ?, obj_description(to_regnamespace('ledger'), 'pg_namespace')
            """;

    private static final String KEEP_REMOVED =
            """
            insert into ledger_copy.removed
            select 1, pg_get_indexdef(i.indexrelid) from pg_index i
            join pg_class t on t.oid = i.indrelid and t.relnamespace = 'ledger'::regnamespace
            where i.indisunique and not i.indisprimary
              and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
            union all
            select case contype when 'u' then 2 else 3 end, format('alter table %s add constraint %I %s',
              conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where connamespace = 'ledger'::regnamespace and contype in ('u', 'f')
            union all
            select 4, format('alter table %s enable trigger %I', t.oid::regclass, g.tgname)
            from pg_trigger g join pg_class t on t.oid = g.tgrelid
              and t.relnamespace = 'ledger'::regnamespace
            where not g.tgisinternal and g.tgparentid = 0
            """;

    /** A trigger would remove, with a task that is written again, what has been copied of it. */
    private static final String REMOVE =
            """
            do $$ declare gone record; begin
              for gone in select conrelid::regclass as at, conname from pg_constraint
                  where connamespace = 'ledger'::regnamespace and contype in ('u', 'f')
                  order by contype loop
                execute format('alter table %s drop constraint %I', gone.at, gone.conname);
              end loop;
              for gone in select i.indexrelid::regclass as at from pg_index i
                  join pg_class t on t.oid = i.indrelid
                    and t.relnamespace = 'ledger'::regnamespace
                  where i.indisunique and not i.indisprimary loop
                execute format('drop index %s', gone.at);
              end loop;
              for gone in select t.oid::regclass as at, g.tgname as name from pg_trigger g
                  join pg_class t on t.oid = g.tgrelid
                    and t.relnamespace = 'ledger'::regnamespace
                  where not g.tgisinternal and g.tgparentid = 0 loop
                execute format('alter table %s disable trigger %I', gone.at, gone.name);
              end loop;
            end $$
            """;

    private static final String MAKE_AGAIN =
            """
            do $$ declare made record; begin
              for made in select again from ledger_copy.removed order by position loop
                execute made.again;
              end loop;
              execute format('comment on schema ledger is %L', (select mark from ledger_copy.state));
            end $$
            """;

    private static final String PLACE =
            """
            insert into ledger_copy.tables (name, place, done, rows) values (?, ?, ?, ?)
            on conflict (name) do update set
              place = excluded.place, done = excluded.done, rows = tables.rows + excluded.rows
            """;

    private final Side target;

    CopyState(Side target) {
        this.target = target;
    }

    /**
     * How far a table is.
     *
     * @param next where to go on; null for the beginning
     */
    record Place(@Nullable String next, boolean done, long rows) {

        static final Place BEGINNING = new Place(null, false, 0);
    }

    /** The source of the copy that has begun; empty where none has. */
    Optional<String> source() throws SQLException {
        if (target.one("select to_regclass('" + InstalledSchema.COPY + "')").equals("null")) {
            return Optional.empty();
        }
        return Optional.of(target.one("select source from ledger_copy.state"));
    }

    /** Begins; the tables are empty. To be committed by the caller, and so is all that follows. */
    void begin(String source) throws SQLException {
        target.statement().execute(CREATE);
        keepMark(source);
        target.statement().execute(KEEP_REMOVED);
        target.statement().execute(REMOVE);
        target.statement().execute("comment on schema ledger is null");
    }

    private void keepMark(String source) throws SQLException {
        try (PreparedStatement keep = target.connection().prepareStatement(KEEP_MARK)) {
            keep.setString(1, source);
            keep.executeUpdate();
        }
    }

    /** How far a table is. */
    Place place(KeyedTable table) throws SQLException {
        try (PreparedStatement question =
                target.connection()
                        .prepareStatement(
                                "select place, done, rows from ledger_copy.tables where name = ?")) {
            question.setString(1, table.name());
            try (ResultSet rows = question.executeQuery()) {
                return rows.next()
                        ? new Place(rows.getString(1), rows.getBoolean(2), rows.getLong(3))
                        : Place.BEGINNING;
            }
        }
    }

    /** Notes that a slice is there. */
    void copied(Slice slice, long rows) throws SQLException {
        try (PreparedStatement note = target.connection().prepareStatement(PLACE)) {
            note.setString(1, slice.table().name());
            note.setString(2, slice.next());
            note.setBoolean(3, slice.next() == null);
            note.setLong(4, rows);
            note.executeUpdate();
        }
    }

    /** Makes the target what it was before, but for the rows. */
    void end() throws SQLException {
        target.statement().execute(MAKE_AGAIN);
        target.statement().execute("drop schema ledger_copy cascade");
    }
}

package dev.minion.ledger.generation;

import dev.minion.contracts.tasks.TaskStatus;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks up, the oldest first. Values are skewed: with u uniform in 0..1, the cube of u
 * chooses among them, so that the first of a thousand belongs to a tenth of the tasks and the last
 * to one in three thousand. One in a million is unique in some way that a query can look for.
 */
final class TaskMaker {

    private static final String[] VERBS = {
        "digest", "index", "render", "translate", "summarise", "fetch", "compare", "classify",
        "merge", "verify", "archive", "train", "score", "convert", "publish", "review"
    };
    private static final String[] NOUNS = {
        "chapter", "invoice", "picture", "contract", "lecture", "article", "dataset", "ticket",
        "report", "letter", "manual", "recipe", "protocol", "receipt", "catalogue", "survey",
        "transcript", "portfolio", "blueprint", "newsletter"
    };
    private static final int NAMESPACES = 60;
    private static final int TYPES = 200;
    private static final int CREATORS = 3_000;
    private static final int WORKERS = 400;
    private static final int NUMBERS = 200_000;

    /** Of a million tasks. */
    private static final int MILLION = 1_000_000;

    private static final int SESSION_TASKS = 20;
    private static final int EXECUTION_TASKS = 8;

    private final SplittableRandom random;
    private final long firstUs;
    private final long spanUs;
    private final long count;
    private long made;
    private long lastMillis;
    private int inMillisecond;
    private @Nullable UUID previous;
    private UUID execution = new UUID(0, 0);

    /**
     * For so many tasks.
     *
     * @param firstUs when the oldest was created, microseconds since 1970
     * @param spanUs how much later the newest was
     */
    TaskMaker(long seed, long count, long firstUs, long spanUs) {
        this.random = new SplittableRandom(seed);
        this.count = count;
        this.firstUs = firstUs;
        this.spanUs = spanUs;
    }

    MadeUpTask next() {
        long createdUs = firstUs + (long) (spanUs * ((double) made / count));
        UUID id = id(createdUs / 1_000);
        TaskStatus status = status();
        boolean ended = status.getNumber() >= TaskStatus.COMPLETED_VALUE;
        boolean started = ended || status == TaskStatus.RUNNING;
        if (made % EXECUTION_TASKS == 0) {
            execution = new UUID(id.getMostSignificantBits(), random.nextLong());
        }
        MadeUpTask task =
                new MadeUpTask(
                        id,
                        one(50) ? previous : null,
                        made / EXECUTION_TASKS % 5 == 0 ? execution : null,
                        status,
                        one(5) ? 1 + random.nextInt(10) : 5,
                        ended ? createdUs + duration() : 0,
                        one(2) ? "default" : "team-" + skewed(NAMESPACES),
                        "work.kind-" + skewed(TYPES),
                        name(),
                        started ? "worker-" + skewed(WORKERS) : null,
                        "user-" + skewed(CREATORS),
                        made / SESSION_TASKS % 4 == 0 ? "session-" + made / SESSION_TASKS : null,
                        metadata(),
                        "{\"page\":" + random.nextInt(NUMBERS) + ",\"text\":\"" + name() + "\"}");
        previous = id;
        made++;
        return task;
    }

    private UUID id(long millis) {
        inMillisecond = millis == lastMillis ? inMillisecond + 1 : 0;
        lastMillis = millis;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(millis << 16 | 0x7000L | (inMillisecond & 0xfff), low);
    }

    private TaskStatus status() {
        int of = random.nextInt(MILLION);
        if (of < 5) {
            return TaskStatus.SCHEDULED;
        }
        if (made > count - count / 200) {
            if (of < 100_000) {
                return TaskStatus.READY;
            }
            if (of < 105_000) {
                return TaskStatus.RUNNING;
            }
        }
        if (of < 12_000) {
            return TaskStatus.FAILED;
        }
        if (of < 15_000) {
            return TaskStatus.CANCELLED;
        }
        if (of < 17_000) {
            return TaskStatus.TIMED_OUT;
        }
        return of < 17_500 ? TaskStatus.DEAD : TaskStatus.COMPLETED;
    }

    /** Microseconds: most take a second or less, one in a hundred up to an hour. */
    private long duration() {
        return 60_000 + (one(100) ? random.nextLong(3_600_000_000L) : random.nextLong(2_000_000));
    }

    private String name() {
        String name = VERBS[random.nextInt(VERBS.length)] + " " + NOUNS[skewed(NOUNS.length)];
        if (one(MILLION)) {
            return name + " of the zeppelin";
        }
        return one(3) ? name : name + " " + skewed(NUMBERS);
    }

    private @Nullable String metadata() {
        if (one(2)) {
            return null;
        }
        return "{\"team\":\"t" + skewed(50) + "\",\"build\":\"" + skewed(NUMBERS) + "\"}";
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private int skewed(int values) {
        double u = random.nextDouble();
        return (int) (values * u * u * u);
    }
}

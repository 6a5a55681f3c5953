package dev.minion.ledger.task;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a list may cost. */
@ConfigMapping(prefix = "minion.ledger.lists")
interface ListConfig {

    /** Tasks that are looked at for a page; one that is not full then leads on with its cursor. */
    @WithDefault("10000")
    int mostRead();

    /** How long a page that has found nothing looks on before it is given, empty. */
    @WithDefault("500ms")
    Duration searchFor();

    /** As mostRead, for a total, which has no cursor to lead on. */
    @WithDefault("20000")
    int mostCounted();

    /** The same where the filters have an index of few tasks, as all tasks of a session. */
    @WithDefault("1000000")
    int mostCountedByIndex();

    /** How long Postgres works on one of its statements before the list is refused. */
    @WithDefault("5s")
    Duration timeLimit();
}

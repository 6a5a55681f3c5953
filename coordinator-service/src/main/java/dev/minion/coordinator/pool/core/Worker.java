package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.List;
import java.util.Map;

/** A worker and its slots. Only {@link Fleet} changes one, because it knows who has a free slot. */
public final class Worker implements WorkerLoad {

    /** No refusal stands. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final String id;
    Heartbeat facts;
    WorkerState state = WorkerState.EXPECTED;

    /** When its lease began: its last heartbeat, or the end of a silence that was ours. */
    long heardAt;

    /** When its last heartbeat arrived. */
    long spokeAt;

    boolean heard;
    boolean drainAsked;
    Squad squad = Squad.NONE;
    LabelSet labels = LabelSet.NONE;

    /** Where it stands among those of its squad with a free slot; -1 where it has none. */
    int place = -1;

    /** What people said that it is worth. */
    double weight = 1;

    private int own;
    private int held;
    private int strays;
    private int foreign;
    private int foreignBefore = UNLIMITED;
    private int ceiling = UNLIMITED;
    private boolean counted;
    private long lastTurn;

    Worker(String id, long now) {
        this.id = id;
        this.heardAt = now;
        this.facts = Heartbeat.newBuilder().setWorkerId(id).build();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int capacity() {
        return Math.max(1, slots());
    }

    @Override
    public int concurrency() {
        return Math.max(1, facts.getCapacity());
    }

    @Override
    public double weight() {
        return weight;
    }

    /** Attempts it wants to hold, running or about to. */
    int slots() {
        return facts.getCapacity() + facts.getPrefetch();
    }

    @Override
    public int busy() {
        return held + strays + foreign;
    }

    @Override
    public long lastTurn() {
        return lastTurn;
    }

    public WorkerState state() {
        return state;
    }

    /** What people are told: who was asked to drain does. */
    public WorkerState shownState() {
        return mustBeToldToDrain() ? WorkerState.DRAINING : state;
    }

    /** False where only others have named it. */
    public boolean wasHeard() {
        return heard;
    }

    /** What it last said of itself. */
    public Heartbeat facts() {
        return facts;
    }

    /** The types it runs. */
    public List<String> capabilities() {
        return facts.getCapabilitiesList();
    }

    /** What tasks may ask for beyond a type. */
    public Map<String, String> labels() {
        return labels.labels;
    }

    /** When its last heartbeat arrived. */
    public long heardAt() {
        return heardAt;
    }

    /** How many slots there this coordinator's attempts have. */
    public int held() {
        return held;
    }

    /** True while somebody asked it to drain and it has not said yet that it does. */
    public boolean mustBeToldToDrain() {
        return drainAsked && !facts.getDraining() && state.alive();
    }

    /** True where its type counts as served: it runs, and will take work again. */
    boolean serving() {
        return heard
                && (state == WorkerState.HEALTHY || state == WorkerState.SUSPECT)
                && !drainAsked;
    }

    /** How many more slots this coordinator may fill there now. */
    public int free() {
        if (!takesWork()) {
            return 0;
        }
        int capacity = slots();
        int mine = held + strays;
        int allowed = own + Slots.borrowed(capacity - own, foreign, foreignBefore);
        return Math.min(Math.min(allowed, ceiling) - mine, capacity - mine - foreign);
    }

    /**
     * Whether it may be sent a task of so many slots now. For more than one a share of the idle
     * slots is seldom enough, so all that two heartbeats showed idle may be borrowed.
     */
    boolean isFreeFor(int slots) {
        int free = free();
        if (free >= slots || slots == 1) {
            return free >= slots;
        }
        return takesWork() && Math.min(ceiling - held - strays, idle()) >= slots;
    }

    /** Slots that nobody has had since the last heartbeat but one. */
    private int idle() {
        return foreignBefore == UNLIMITED
                ? 0
                : slots() - held - strays - Math.max(foreign, foreignBefore);
    }

    /**
     * Whether it may be sent a task that waits there for its slots: one that has them all, and no
     * more than one at a time, which leaves it with more than it asked for.
     */
    boolean mayWaitFor(int slots) {
        return takesWork()
                && ceiling == UNLIMITED
                && facts.getCapacity() >= slots
                && busy() <= slots();
    }

    /** How many slots it has left, those of other coordinators included. */
    int spare() {
        return slots() - busy();
    }

    private boolean takesWork() {
        return state == WorkerState.HEALTHY && !drainAsked;
    }

    void owns(int slots) {
        own = slots;
    }

    void took(long turn, int slots) {
        held += slots;
        lastTurn = turn;
    }

    void adopted(int slots) {
        held += slots;
    }

    void freed(int slots) {
        held -= slots;
    }

    /** It still runs something whose fence has passed; the next heartbeat counts anew. */
    void strayed(int slots) {
        strays += slots;
    }

    /** Attempts went over to another coordinator; the next heartbeat counts anew. */
    void handedOver(int slots) {
        held -= slots;
        foreign += slots;
    }

    /** It sent an attempt back: until its next heartbeat it gets no more than it has now. */
    void refused() {
        ceiling = Math.min(ceiling, held + strays);
    }

    void counted(int foreignNow, int straysNow) {
        foreignBefore = counted ? foreign : UNLIMITED;
        counted = true;
        foreign = foreignNow;
        strays = straysNow;
        ceiling = UNLIMITED;
    }
}

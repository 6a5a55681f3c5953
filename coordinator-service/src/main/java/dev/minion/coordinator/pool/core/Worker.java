package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.List;

/** A worker and its slots. Only {@link Fleet} changes one, because it knows who has a free slot. */
public final class Worker implements WorkerLoad {

    /** No refusal stands. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final String id;
    Heartbeat facts;
    WorkerState state = WorkerState.EXPECTED;
    long heardAt;
    boolean heard;
    boolean drainAsked;
    Squad squad = Squad.NONE;

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

    /** When its last heartbeat arrived. */
    public long heardAt() {
        return heardAt;
    }

    /** How many attempts this coordinator holds there. */
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

    /** How many more attempts this coordinator may send there now. */
    public int free() {
        if (state != WorkerState.HEALTHY || drainAsked) {
            return 0;
        }
        int capacity = slots();
        int mine = held + strays;
        int allowed = own + Slots.borrowed(capacity - own, foreign, foreignBefore);
        return Math.min(Math.min(allowed, ceiling) - mine, capacity - mine - foreign);
    }

    void owns(int slots) {
        own = slots;
    }

    void took(long turn) {
        held++;
        lastTurn = turn;
    }

    void adopted() {
        held++;
    }

    void freed() {
        held--;
    }

    /** It still runs something whose fence has passed; the next heartbeat counts anew. */
    void strayed() {
        strays++;
    }

    /** Attempts went over to another coordinator; the next heartbeat counts anew. */
    void handedOver() {
        held--;
        foreign++;
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

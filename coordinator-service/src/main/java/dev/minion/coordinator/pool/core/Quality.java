package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What was learned of all workers, by worker and type. For the scheduler's thread. */
public final class Quality {

    private static final long FADE_NANOS = 1_000_000_000L;

    private final LearningPolicy policy;
    private final Map<String, Map<String, Skill>> byWorker = new HashMap<>();
    private final Map<String, Skill> byType = new HashMap<>();
    private long fadedAt;

    /** Nothing learned yet. */
    public Quality(LearningPolicy policy) {
        this.policy = policy;
    }

    /** An attempt has ended by its worker's doing. */
    void ended(String worker, String type, boolean success, double runMillis) {
        of(worker, type).ended(success, runMillis);
        usual(type).ended(success, runMillis);
    }

    /** An attempt that this coordinator had assigned has ended so long afterwards. */
    void answered(String worker, String type, boolean success, double millis) {
        of(worker, type).answered(success, millis);
        usual(type).answered(success, millis);
    }

    /** What is known of a worker at a type, be it nothing. */
    Skill of(String worker, String type) {
        Map<String, Skill> skills = byWorker.get(worker);
        if (skills == null) {
            skills = new HashMap<>();
            byWorker.put(worker, skills);
        }
        Skill skill = skills.get(type);
        if (skill == null) {
            skill = new Skill(policy.window());
            skills.put(type, skill);
        }
        return skill;
    }

    /** What is known of all workers at a type. */
    Skill usual(String type) {
        Skill usual = byType.get(type);
        if (usual == null) {
            // The last attempts of many workers.
            usual = new Skill(16 * policy.window());
            byType.put(type, usual);
        }
        return usual;
    }

    /** Time has passed; once a second is enough. */
    void fade(long now) {
        if (now - fadedAt < FADE_NANOS) {
            return;
        }
        double share = StrictMath.pow(0.5, (double) (now - fadedAt) / policy.halfLifeNanos());
        fadedAt = now;
        int pairs = 0;
        for (Map<String, Skill> skills : byWorker.values()) {
            skills.values().removeIf(skill -> skill.fade(share));
            pairs += skills.size();
        }
        byWorker.values().removeIf(Map::isEmpty);
        byType.values().removeIf(skill -> skill.fade(share));
        if (pairs > policy.pairs()) {
            thin(pairs);
        }
    }

    /** Forgets those of which least is known, and some more, so that it is not done each time. */
    private void thin(int pairs) {
        double[] attempts = new double[pairs];
        int i = 0;
        for (Map<String, Skill> skills : byWorker.values()) {
            for (Skill skill : skills.values()) {
                attempts[i++] = skill.attempts();
            }
        }
        Arrays.sort(attempts);
        int surplus = pairs - policy.pairs() * 7 / 8;
        double least = attempts[surplus - 1];
        int alike = surplus;
        for (int below = 0; attempts[below] < least; below++) {
            alike--;
        }
        for (Map<String, Skill> skills : byWorker.values()) {
            for (Iterator<Skill> each = skills.values().iterator(); each.hasNext(); ) {
                double known = each.next().attempts();
                if (known < least || (known == least && alike-- > 0)) {
                    each.remove();
                }
            }
        }
    }

    /** All that is known, in no order: sorting is for threads with more time. */
    public List<Learned> all() {
        List<Learned> all = new ArrayList<>();
        byWorker.forEach(
                (worker, skills) ->
                        skills.forEach((type, skill) -> all.add(skill.learned(worker, type))));
        all.removeIf(learned -> learned.attempts() == 0 && learned.answers() == 0);
        return all;
    }

    /** What was stored goes where nothing is known yet. */
    void remember(List<Learned> stored) {
        for (Learned learned : stored.subList(0, Math.min(stored.size(), policy.pairs()))) {
            Skill skill = of(learned.worker(), learned.type());
            if (skill.isUnknown()) {
                skill.add(learned);
                usual(learned.type()).add(learned);
            }
        }
    }
}

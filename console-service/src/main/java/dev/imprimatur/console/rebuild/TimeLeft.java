package dev.imprimatur.console.rebuild;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How long a rebuild that goes on will still take: as its own images have come so far, or else as earlier rebuilds
 * went.
 */
@ApplicationScoped
public class TimeLeft {
    /** From so many images on, and from a tenth of all, its own pace says more than that of others. */
    private static final int ENOUGH = 3;

    /**
     * Of the last fifty, the last five that were neither cancelled nor much larger or smaller; of these the middle one.
     */
    private static final String TOOK = """
            select percentile_cont(0.5) within group (order by seconds) from (
              select extract(epoch from r.finished_at - r.requested_at) * :images / c.images as seconds
              from (select * from rebuild
                    where state in ('SUCCEEDED', 'FAILED') and requested_at is not null and finished_at > requested_at
                    order by finished_at desc
                    limit 50) as r
              join lateral (select count(*) as images from image_run i where i.rebuild_id = r.id) c
                on c.images between greatest(1, :images / 2) and :images * 2
              order by r.finished_at desc
              limit 5) as earlier""";

    private static final String COUNTS = """
            select rebuild_id, count(*) filter (where stage not in ('RENDERED', 'BUILT', 'TESTED')), count(*)
            from image_run where rebuild_id in (:ids) group by rebuild_id""";

    @Inject
    EntityManager entities;

    @Inject
    Clock clock;

    /**
     * For a rebuild of which so many images need nothing more.
     *
     * @param all how many it has
     * @return nothing for one that has ended, and where nothing tells
     */
    public Optional<Duration> of(Rebuild rebuild, long done, long all) {
        if (rebuild.state.ended() || rebuild.requestedAt == null || all <= 0 || done >= all) {
            return Optional.empty();
        }
        Duration gone = Duration.between(rebuild.requestedAt, clock.instant());
        if (gone.isNegative()) {
            return Optional.empty();
        }
        return done >= ENOUGH && done * 10 >= all
                ? Optional.of(gone.multipliedBy(all - done).dividedBy(done))
                : took(all).map(took -> took.minus(gone)).filter(Duration::isPositive);
    }

    /** For those of these rebuilds of which something tells, by id. */
    @Transactional
    @SuppressWarnings("unchecked")
    public Map<String, Duration> of(Collection<String> ids) {
        Map<String, Rebuild> rebuilds = Rebuild.<Rebuild>list("id in ?1", ids).stream()
                .collect(Collectors.toMap(rebuild -> rebuild.id, one -> one));
        if (rebuilds.isEmpty()) {
            return Map.of();
        }
        List<Object[]> rows = entities.createNativeQuery(COUNTS)
                .setParameter("ids", rebuilds.keySet())
                .getResultList();
        Map<String, Duration> left = new HashMap<>();
        for (Object[] row : rows) {
            Rebuild rebuild = rebuilds.get((String) row[0]);
            long known = (Long) row[2];
            long all = rebuild.planned == null ? known : Math.max(known, rebuild.planned);
            of(rebuild, (Long) row[1], all).ifPresent(time -> left.put(rebuild.id, time));
        }
        return left;
    }

    private Optional<Duration> took(long images) {
        Object seconds =
                entities.createNativeQuery(TOOK).setParameter("images", images).getSingleResult();
        return Optional.ofNullable((Number) seconds).map(Number::longValue).map(Duration::ofSeconds);
    }
}

package dev.imprimatur.renderer.history;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long images and rebuilds took. */
@ApplicationScoped
public class History {
    private static final String RUNS = """
            select count(*), cast(extract(epoch from r.completed_at - coalesce(r.received_at, r.requested_at)) as float8)
              from rebuild r join rebuild_image i on i.rebuild_id = r.id
             where r.state = 'COMPLETED' and i.state = 'PUBLISHED'
             group by r.id order by r.completed_at desc limit 10""";

    private static final String IMAGES = """
            select image, cast(min(extract(epoch from published_at - rendered_at)) as float8)
              from rebuild_image where state = 'PUBLISHED' and published_at > rendered_at and image = any (?1)
             group by image""";

    @Inject
    EntityManager entities;

    /** How long a rebuild of this plan takes, going by what is known; nothing if that is nothing. */
    @Transactional
    public Optional<Duration> estimate(Plan plan) {
        List<Estimate.Run> runs = rows(entities.createNativeQuery(RUNS)).stream()
                .map(row -> new Estimate.Run(((Number) row[0]).longValue(), seconds(row[1])))
                .toList();
        return Estimate.of(plan, shortest(plan.images()), runs);
    }

    /** The chains of these images, bases first, going by what is known. */
    @Transactional
    public Chains chains(List<PlannedImage> images) {
        return new Chains(images, shortest(images));
    }

    private Map<ImageKey, Duration> shortest(List<PlannedImage> images) {
        String[] keys = images.stream().map(image -> image.image().toString()).toArray(String[]::new);
        Map<ImageKey, Duration> shortest = new HashMap<>();
        rows(entities.createNativeQuery(IMAGES).setParameter(1, keys))
                .forEach(row -> shortest.put(ImageKey.parse((String) row[0]), seconds(row[1])));
        return shortest;
    }

    @SuppressWarnings("unchecked")
    private static List<Object[]> rows(Query query) {
        return query.getResultList();
    }

    private static Duration seconds(Object value) {
        return Duration.ofMillis(Math.round(((Number) value).doubleValue() * 1000));
    }
}

package dev.imprimatur.console.page.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the rows of the fleet, only those that a page shows. */
@ApplicationScoped
class FleetRows {
    private static final FleetState[] STATES = FleetState.values();

    /** By version first, so that versions are counted without sorting all images by theirs. */
    private static final String FAMILIES = Arrays.stream(STATES)
                    .map(state -> ", sum(s" + state.ordinal() + ")")
                    .collect(Collectors.joining(
                            "", "select family, found, sum(images), count(*)", " from (select f.family, f.version, "))
            + Arrays.stream(STATES)
                    .map(state -> ", count(*) filter (where " + state.condition() + ") as s" + state.ordinal())
                    .collect(Collectors.joining("", "count(*) as images", ", coalesce("));

    private static final String VERSIONS = "select * from (select f.*,"
            + " dense_rank() over (partition by f.family order by f.version_key desc, f.version) as place"
            + " from fleet_image f where ";

    private static final String IN_THEIR_PLACES = " and f.family in (:families)) as placed"
            + " where place > :from and place <= :to order by family, place, variant";

    private static final String TAGS =
            "select count(*) from (select name from fleet_image, unnest(names) as name group by name) as tag";

    private static final String NOT_TAKEN = """
            select f.image, n.name
            from fleet_image f, unnest(f.names) with ordinality as n (name, place)
            where f.image in (:images)
              and not exists (select 1 from fleet_image o
                              where o.names @> array[n.name] and o.image <> f.image
                                and (o.published_at, o.published_run) > (f.published_at, f.published_run))
            order by f.image, n.place""";

    @Inject
    EntityManager entities;

    @Inject
    PageMarks marks;

    /**
     * How many a family has.
     *
     * @param family its name
     * @param images of images
     * @param versions of versions
     * @param states of images in each state
     */
    record Family(String family, long images, long versions, Map<FleetState, Long> states) {
        static long images(List<Family> families) {
            return families.stream().mapToLong(Family::images).sum();
        }
    }

    /**
     * The families of the fleet.
     *
     * @param found what a query finds of each
     * @param others what it does not
     */
    record Families(List<Family> found, List<Family> others) {
        List<Family> all() {
            return Stream.of(found, others).flatMap(List::stream).toList();
        }
    }

    /** How many tags there are. */
    long tags() {
        return number(entities.createNativeQuery(TAGS).getSingleResult());
    }

    long count(FleetQuery query) {
        return number(
                bound("select count(*) from fleet_image f where ", query, "").getSingleResult());
    }

    /** All families by what the query finds of them, in one pass over the rows: their states are the dear part. */
    Families families(FleetQuery query) {
        List<Family> found = new ArrayList<>();
        List<Family> others = new ArrayList<>();
        rows(bound(
                        FAMILIES,
                        query,
                        ", false) as found from fleet_image f group by f.family, f.version, found) as v"
                                + " group by family, found order by family"))
                .forEach(row -> ((Boolean) row[1] ? found : others)
                        .add(new Family((String) row[0], number(row[2]), number(row[3]), states(row, 4))));
        return new Families(found, others);
    }

    /**
     * The images of some versions of each of these families: by family, from high versions to low as numbers, by
     * variant.
     *
     * @param from how many versions of each are passed over
     * @param count of how many versions of each
     */
    @SuppressWarnings("unchecked")
    List<FleetImage> images(FleetQuery query, List<String> families, int from, int count) {
        if (families.isEmpty()) {
            return List.of();
        }
        return bound(VERSIONS, query, IN_THEIR_PLACES, FleetImage.class)
                .setParameter("families", families)
                .setParameter("from", from)
                .setParameter("to", from + count)
                .getResultList();
    }

    /** Images in the query's order, so many from that one on. */
    @SuppressWarnings("unchecked")
    List<FleetImage> images(FleetQuery query, int from, int count) {
        return bound(
                        "select f.* from fleet_image f where ",
                        query,
                        " order by " + query.order().sorting(),
                        FleetImage.class)
                .setFirstResult(from)
                .setMaxResults(count)
                .getResultList();
    }

    /** The tags of these images, without their registry, that no other image has taken since. */
    Map<String, List<String>> tags(Collection<String> images) {
        Map<String, List<String>> tags = new HashMap<>();
        if (!images.isEmpty()) {
            rows(entities.createNativeQuery(NOT_TAKEN).setParameter("images", images))
                    .forEach(row -> tags.computeIfAbsent((String) row[0], image -> new ArrayList<>())
                            .add((String) row[1]));
        }
        return tags;
    }

    private Query bound(String begin, FleetQuery query, String end) {
        return bound(begin, query, end, null);
    }

    private Query bound(String begin, FleetQuery query, String end, Class<?> type) {
        FleetFilter filter = FleetFilter.of(query);
        String sql = begin + filter.condition() + end;
        Query bound = type == null ? entities.createNativeQuery(sql) : entities.createNativeQuery(sql, type);
        filter.parameters().forEach(bound::setParameter);
        marks.get().parameters().forEach((name, value) -> {
            if (sql.contains(":" + name)) {
                bound.setParameter(name, value);
            }
        });
        return bound;
    }

    @SuppressWarnings("unchecked")
    private static List<Object[]> rows(Query query) {
        return query.getResultList();
    }

    private static Map<FleetState, Long> states(Object[] row, int from) {
        Map<FleetState, Long> states = new EnumMap<>(FleetState.class);
        for (FleetState state : STATES) {
            states.put(state, number(row[from + state.ordinal()]));
        }
        return states;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

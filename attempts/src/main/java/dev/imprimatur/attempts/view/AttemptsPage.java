package dev.imprimatur.attempts.view;

import dev.imprimatur.places.Places;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pages of work and its attempts for REST. It reads columns and not entities, since the events in those may be
 * large.
 *
 * @param <A> an attempt
 * @param <V> what is shown of a piece of work
 */
public abstract class AttemptsPage<A, V> {
    private static final String ID = "id";

    @Inject
    EntityManager database;

    @Inject
    Places places;

    /**
     * The query of the columns in SQL, newest first: {@code id} and what else is shown, of those of {@code :rebuild},
     * or of all if that is null, of those alone that are worked on now if {@code :running}, {@code :size} ones after
     * the {@code :first}.
     */
    protected abstract String columns();

    /** The query in HQL of attempts at those with an id in {@code ?1}: the id and the attempt, the last one last. */
    protected abstract String attempts();

    /**
     * What is shown.
     *
     * @param row the columns
     * @param attempts every attempt, the last one last
     * @param sick the place for which this service takes no work, or null
     */
    protected abstract V view(Tuple row, List<A> attempts, String sick);

    /** One page, the newest first. */
    @Transactional
    public List<V> page(PageQuery query) {
        String sick = places.waitedFor(null);
        List<Tuple> rows = rows(query);
        Map<String, List<A>> attempts =
                attempts(rows.stream().map(row -> row.get(ID, String.class)).toList());
        return rows.stream()
                .map(row -> view(row, attempts.getOrDefault(row.get(ID, String.class), List.of()), sick))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private List<Tuple> rows(PageQuery query) {
        return database.createNativeQuery(columns(), Tuple.class)
                .setParameter("rebuild", query.rebuild())
                .setParameter("running", query.running())
                .setParameter("size", query.size())
                .setParameter("first", query.first())
                .getResultList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, List<A>> attempts(List<String> ids) {
        Map<String, List<A>> found = new HashMap<>();
        database.createQuery(attempts(), Object[].class)
                .setParameter(1, ids)
                .getResultStream()
                .forEach(row -> found.computeIfAbsent((String) row[0], id -> new ArrayList<>())
                        .add((A) row[1]));
        return found;
    }
}

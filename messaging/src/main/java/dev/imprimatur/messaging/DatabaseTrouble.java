package dev.imprimatur.messaging;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** Distinguishes trouble with the database, which passes, from mistakes of the program's own, which do not. */
public final class DatabaseTrouble {
    /**
     * SQLSTATE classes that say the statement or its data is wrong: feature not supported, cardinality violation, data
     * exception, constraint violation, syntax or access rule, limit exceeded (a key that is too long for an index),
     * raised by a function. Waiting cures none of them.
     */
    private static final Set<String> OWN_MISTAKES = Set.of("0A", "21", "22", "23", "42", "54", "P0");

    private DatabaseTrouble() {}

    /**
     * The database's own complaint if that is why something was thrown: a broken or refused connection, a server that
     * stops, no free connection, a deadlock. A transaction manager gives the reason of a failed commit as a suppressed
     * exception, so these are searched too.
     */
    public static Optional<SQLException> find(Throwable thrown) {
        return find(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Optional<SQLException> find(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return Optional.empty();
        }
        if (thrown instanceof SQLException sql && !isOwnMistake(sql)) {
            return Optional.of(sql);
        }
        Optional<SQLException> found = find(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            found = found.or(() -> find(suppressed, seen));
        }
        return found;
    }

    private static boolean isOwnMistake(SQLException thrown) {
        String state = thrown.getSQLState();
        return state != null && state.length() == 5 && OWN_MISTAKES.contains(state.substring(0, 2));
    }
}

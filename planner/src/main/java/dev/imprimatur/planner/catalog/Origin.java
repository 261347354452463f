package dev.imprimatur.planner.catalog;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a release comes from whose family has several sources.
 *
 * @param source the source that was chosen, for people
 * @param args the names of the template's values that are as it gave them
 * @param declared what all sources would give, whichever is chosen
 */
public record Origin(String source, SortedSet<String> args, String declared) {
    /** The same where these values are not the source's: something else in the catalogue gives them. */
    Origin without(Collection<String> names) {
        SortedSet<String> rest = new TreeSet<>(args);
        rest.removeAll(names);
        return new Origin(source, rest, declared);
    }
}

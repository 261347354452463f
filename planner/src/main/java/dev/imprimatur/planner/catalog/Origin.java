package dev.imprimatur.planner.catalog;

import java.util.SortedSet;

/**
 * Where a release comes from whose family has several sources.
 *
 * @param source the source that was chosen, for people
 * @param args the names of the template's values that it gave
 * @param declared what all sources would give, whichever is chosen
 */
public record Origin(String source, SortedSet<String> args, String declared) {}

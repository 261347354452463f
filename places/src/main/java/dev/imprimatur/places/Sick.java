package dev.imprimatur.places;

import java.time.Instant;

/**
 * A place that cannot be worked with now.
 *
 * @param place its name
 * @param since when that was first seen
 * @param why what it said last
 */
public record Sick(String place, Instant since, String why) {}

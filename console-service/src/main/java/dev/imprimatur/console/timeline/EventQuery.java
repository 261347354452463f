package dev.imprimatur.console.timeline;

import java.util.List;

/**
 * Which events are asked for.
 *
 * @param after only those with a larger sequence number
 * @param topics only those of these topics, all if empty
 * @param rebuildId only those of this rebuild, all if null
 * @param limit at most so many
 */
record EventQuery(long after, List<String> topics, String rebuildId, int limit) {}

package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import java.util.Map;

/**
 * A release that a family takes from its feed.
 *
 * @param version its version
 * @param codename its line's long-term support name, or null
 * @param args values for the template
 */
public record FeedRelease(Version version, String codename, Map<String, String> args) {}

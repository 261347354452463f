package dev.imprimatur.cli.console;

import java.util.List;

/**
 * A published image.
 *
 * @param image family/version/variant
 * @param digest the digest that all its tags point to
 * @param tags their full references
 * @param verdict the tester's
 */
public record Image(String image, String digest, List<String> tags, String verdict) {}

package dev.imprimatur.console.page.image;

import java.util.List;

/**
 * How what users pull differs from another revision.
 *
 * @param with the revision, as in {@code r2}
 * @param packages which packages differ, from that one to what users pull; the first fifty
 * @param more how many more
 * @param command the command that compares both by their signed lists, where publications do not tell; or null
 */
public record Comparison(String with, List<ImageDetail.Package> packages, long more, String command) {}

package dev.imprimatur.planner.catalog;

import java.util.Locale;

/** How the tags of several variants live side by side. */
public enum TagStyle {
    /** Each variant has a repository of its own, with plain tags: {@code node-bookworm:22}. */
    REPOSITORY,
    /** One repository holds all: {@code node:22-bookworm}, and plain tags for the default variant: {@code node:22}. */
    SUFFIX,
    /** Both: plain tags in the variant's repository, and the suffix style in the default repository. */
    BOTH;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

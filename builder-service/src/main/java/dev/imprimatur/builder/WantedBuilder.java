package dev.imprimatur.builder;

/** By which of the engine's builders images are built. */
public enum WantedBuilder {
    /** BuildKit where the engine bounds it and the Dockerfile needs no session; the classic builder otherwise. */
    AUTO,
    /** BuildKit alone. */
    BUILDKIT,
    /** The classic builder alone. */
    CLASSIC
}

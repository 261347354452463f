package dev.imprimatur.engine;

/** Which of an engine's builders builds an image. */
public enum Builder {
    /** Each command runs in a container of the engine. */
    CLASSIC,
    /** BuildKit, as the engine brings it. */
    BUILDKIT
}

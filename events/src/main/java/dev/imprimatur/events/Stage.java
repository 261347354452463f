package dev.imprimatur.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A step of an image's way. Events, rows and answers have its word, as a newer service may know further ones. */
public enum Stage {
    /** The renderer makes its Dockerfile. */
    RENDER,
    /** A builder builds it. */
    BUILD,
    /** A tester tests it. */
    TEST,
    /** The publisher promotes it and sets its tags. */
    PUBLISH,
    /** It is built on an image of its rebuild that failed, so that it had no stage of its own. */
    BASE;

    /** What it is called in events, rows and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stage of that word; nothing if it is null or none that this release knows. */
    public static Optional<Stage> of(String word) {
        return Arrays.stream(values())
                .filter(stage -> stage.word().equals(word))
                .findFirst();
    }
}

package dev.imprimatur.events;

import java.time.Duration;
import java.util.Objects;

/**
 * What is asked for an image from which others may be built: each stage takes first what most is built from. It orders
 * what is of one priority and nothing else, so nothing that is published depends on it.
 */
public interface Chained {

    /**
     * How many seconds the longest chain of images takes that are built from this one, going by earlier rebuilds; null
     * where the sender did not know it.
     */
    Integer behindSeconds();

    /** The same; nothing where it is not known. */
    default Duration behind() {
        return Duration.ofSeconds(Objects.requireNonNullElse(behindSeconds(), 0));
    }
}

package dev.imprimatur.publisher.tag;

import java.util.Optional;
import org.semver4j.Semver;

/**
 * An image's version in the order of semantic versioning; what has fewer parts than that ({@code 0.12}) is filled up.
 */
record ImageVersion(Optional<Semver> number) {

    static ImageVersion of(String text) {
        Semver exact = Semver.parse(text);
        return new ImageVersion(Optional.ofNullable(exact != null ? exact : Semver.coerce(text)));
    }

    /** Whether this is surely higher; a version without any number is not higher than another. */
    boolean isHigherThan(ImageVersion other) {
        return number.isPresent() && other.number.isPresent() && number.get().compareTo(other.number.get()) > 0;
    }
}

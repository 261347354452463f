package dev.imprimatur.planner.alias;

import dev.imprimatur.planner.catalog.Release;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ready-made rules of moving tags. A moving tag exists only where a rule of the catalogue states it. */
public enum AliasRule {
    /** {@code 22} for 22.23.3; none for a version 0, whose minors break each other. */
    MAJOR("major") {
        @Override
        Optional<String> tag(Release release, String variant) {
            int major = release.version().semver().getMajor();
            return major == 0 ? Optional.empty() : Optional.of(String.valueOf(major));
        }
    },
    /** {@code 22.23} for 22.23.3. */
    MINOR("major.minor") {
        @Override
        Optional<String> tag(Release release, String variant) {
            return Optional.of(release.version().semver().getMajor() + "."
                    + release.version().semver().getMinor());
        }
    },
    /** The long-term support name of the release's line, in lower case. */
    CODENAME("codename") {
        @Override
        Optional<String> tag(Release release, String variant) {
            return Optional.ofNullable(release.codename()).map(name -> name.toLowerCase(Locale.ROOT));
        }
    },
    /** {@code lts}: the newest release of a line with long-term support. */
    LTS("lts") {
        @Override
        Optional<String> tag(Release release, String variant) {
            return Optional.ofNullable(release.codename()).map(name -> "lts");
        }
    },
    /** {@code latest}: the newest release. */
    LATEST("latest") {
        @Override
        Optional<String> tag(Release release, String variant) {
            return Optional.of("latest");
        }
    },
    /** The variant's name, for families whose repository holds several variants. */
    VARIANT("variant") {
        @Override
        Optional<String> tag(Release release, String variant) {
            return Optional.of(variant);
        }
    };

    private final String word;

    AliasRule(String word) {
        this.word = word;
    }

    /** The moving tag that this release on this variant competes for, if any. */
    abstract Optional<String> tag(Release release, String variant);

    /**
     * The rule of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AliasRule parse(String word) {
        return Arrays.stream(values())
                .filter(rule -> rule.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is not an alias rule, expected one of "
                        + Arrays.stream(values()).map(AliasRule::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return word;
    }
}

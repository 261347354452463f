package dev.imprimatur.planner.catalog;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** The ready-made rules of moving tags. A moving tag exists only where a rule of the catalogue states it. */
public enum AliasRule {
    /** {@code 22} for 22.23.3; none for a version 0, whose minors break each other. */
    MAJOR("major") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            int major = release.version().semver().getMajor();
            return major == 0 ? Optional.empty() : Optional.of(String.valueOf(major));
        }
    },
    /** {@code 22.23} for 22.23.3. */
    MINOR("major.minor") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return Optional.of(release.version().semver().getMajor() + "."
                    + release.version().semver().getMinor());
        }
    },
    /** The long-term support name of the release's line, in lower case, from the day of its long-term support on. */
    CODENAME("codename") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return Optional.ofNullable(release.line().codename())
                    .filter(name -> release.line().supported(today))
                    .map(name -> name.toLowerCase(Locale.ROOT));
        }
    },
    /** {@code lts}: the newest release of a line with long-term support. */
    LTS("lts") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return release.line().supported(today) ? Optional.of("lts") : Optional.empty();
        }
    },
    /**
     * {@code current}: the newest line, be it that it has long-term support or not. The highest line without it is the
     * newest one as long as there is such a line; and when the newest line gets it the tag stays.
     */
    CURRENT("current") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return Optional.of("current");
        }
    },
    /** {@code latest}: the newest release. */
    LATEST("latest") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return Optional.of("latest");
        }

        @Override
        public String suffixed(String tag, String variant) {
            return variant;
        }
    },
    /** The variant's name, for repositories that hold several variants: the newest release on it. */
    VARIANT("variant") {
        @Override
        public Optional<String> tag(Release release, String variant, LocalDate today) {
            return Optional.of(variant);
        }

        @Override
        public String suffixed(String tag, String variant) {
            return variant;
        }
    };

    private final String word;

    AliasRule(String word) {
        this.word = word;
    }

    /** The moving tag that this release on this variant competes for on this day, if any. */
    public abstract Optional<String> tag(Release release, String variant, LocalDate today);

    /** How the tag is spelled where several variants share a repository: {@code 22-bookworm}. */
    public String suffixed(String tag, String variant) {
        return tag + "-" + variant;
    }

    @Override
    public String toString() {
        return word;
    }
}

package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Flag;
import dev.imprimatur.dockerfile.Parts;
import dev.imprimatur.planner.suggestion.Suggestion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The flags that instructions have for one of the builders. Of an instruction that is not named here all flags are
 * taken.
 */
final class Flags {
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "FROM",
            Set.of("platform"),
            "RUN",
            Set.of("mount", "network", "security", "device"),
            "COPY",
            Set.of("from", "chown", "chmod", "link", "parents", "exclude"),
            "ADD",
            Set.of("chown", "chmod", "link", "checksum", "keep-git-dir", "exclude", "unpack"),
            "HEALTHCHECK",
            Set.of("interval", "timeout", "start-period", "start-interval", "retries"),
            "CMD",
            Set.of(),
            "ENTRYPOINT",
            Set.of());

    private Flags() {}

    /** The first flag that the instruction does not have. */
    static Optional<String> wrong(Parts parts) {
        Set<String> known = KNOWN.get(parts.name());
        return known == null
                ? Optional.empty()
                : parts.flags().stream()
                        .map(Flag::name)
                        .filter(flag -> !known.contains(flag))
                        .findFirst()
                        .map(flag -> parts.name() + " has no flag --" + flag
                                + Suggestion.nearest(flag, known)
                                        .map(near -> "; did you mean --" + near + "?")
                                        .orElse(""));
    }
}

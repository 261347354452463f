package dev.imprimatur.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Where an instruction takes files from: {@code COPY --from}, and {@code RUN --mount} with {@code from}. */
public final class Sources {
    private static final Set<String> TAKING = Set.of("COPY", "ADD", "RUN");

    private Sources() {}

    /**
     * The images and stages that it names. More is taken for one than the engine takes: what it would name without any
     * quotes and escapes is one too.
     */
    public static List<String> of(Instruction instruction) {
        return Stream.of(instruction.text(), Flag.plain(instruction.text()))
                .map(text -> Parts.of(text).held())
                .filter(parts -> TAKING.contains(parts.name()))
                .flatMap(parts -> parts.flags().stream())
                .flatMap(Sources::of)
                .distinct()
                .toList();
    }

    private static Stream<String> of(Flag flag) {
        return switch (flag.name().toLowerCase(Locale.ROOT)) {
            case "from" -> Stream.of(Flag.plain(flag.value()));
            case "mount" -> flag.options("from").stream();
            default -> Stream.empty();
        };
    }
}

package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.dockerfile.Parts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What each instruction needs behind its flags. */
final class Arguments {
    private static final Set<String> MAY_HAVE_NONE = Set.of("CMD", "ENTRYPOINT");
    private static final Pattern STAGE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern DOCUMENT = Pattern.compile("(?s)(?:.*\\s)?\\d*<<-?[\"']?\\w.*");

    private Arguments() {}

    /** What is missing there, or too much. */
    static Optional<String> wrong(Parts parts) {
        if (parts.rest().isEmpty()) {
            return MAY_HAVE_NONE.contains(parts.name())
                    ? Optional.empty()
                    : Optional.of("nothing stands after " + parts.name());
        }
        return switch (parts.name()) {
            case "FROM" -> from(parts.words());
            case "COPY", "ADD" ->
                count(parts) < 2 && !DOCUMENT.matcher(parts.rest()).matches()
                        ? Optional.of(parts.name() + " needs what to take and where to put it")
                        : nothingAmong(parts);
            case "ENV", "LABEL" -> pairs(parts);
            case "SHELL" ->
                JsonWords.of(parts.rest())
                                .filter(words -> !words.isEmpty() && !words.contains(null))
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("SHELL needs a JSON list, for example [\"/bin/bash\", \"-c\"]");
            case "VOLUME" ->
                JsonWords.of(parts.rest())
                        .filter(List::isEmpty)
                        .map(none -> "VOLUME names no folder")
                        .or(() -> nothingAmong(parts));
            case "HEALTHCHECK" -> health(parts.words());
            default -> Optional.empty();
        };
    }

    private static Optional<String> from(List<String> words) {
        if (words.size() != 1
                && (words.size() != 3 || !words.get(1).toUpperCase(Locale.ROOT).equals("AS"))) {
            return Optional.of("FROM needs one image, or an image, AS, and a name for the stage");
        }
        return words.size() == 3 && !STAGE_NAME.matcher(words.get(2)).matches()
                ? Optional.of("'" + words.get(2) + "' is no name for a stage, which begins with a letter and has only"
                        + " letters, digits, '.', '_' and '-'")
                : Optional.empty();
    }

    private static int count(Parts parts) {
        return JsonWords.of(parts.rest()).map(List::size).orElse(parts.words().size());
    }

    private static Optional<String> nothingAmong(Parts parts) {
        return JsonWords.of(parts.rest())
                .filter(words -> words.contains(null))
                .map(words -> parts.name() + " has null in its JSON list, which holds texts alone; take it out");
    }

    /** Either {@code name value}, or {@code name=value} everywhere. */
    private static Optional<String> pairs(Parts parts) {
        List<String> words = Quotes.words(parts.rest());
        if (!words.getFirst().contains("=")) {
            return words.size() > 1
                    ? Optional.empty()
                    : Optional.of(parts.name() + " needs a name and a value: " + words.getFirst() + "=value");
        }
        return words.stream()
                .filter(word -> !word.contains("="))
                .findFirst()
                .map(word -> parts.name() + " has '" + word
                        + "' without a =; put a value with spaces into quotes: name=\"two words\"");
    }

    private static Optional<String> health(List<String> words) {
        return switch (words.getFirst().toUpperCase(Locale.ROOT)) {
            case "NONE" ->
                words.size() == 1 ? Optional.empty() : Optional.of("nothing may stand after HEALTHCHECK NONE");
            case "CMD" ->
                words.size() > 1 ? Optional.empty() : Optional.of("HEALTHCHECK CMD needs the command that looks");
            default -> Optional.of("HEALTHCHECK needs CMD and a command, or NONE, not '" + words.getFirst() + "'");
        };
    }
}

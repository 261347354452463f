package dev.imprimatur.planner.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imprimatur.planner.suggestion.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What both builders of engines refuse in a Dockerfile whatever its files and bases are: instructions that there are not, with
 * too few arguments, or with flags that they do not have. What one of the two takes is no mistake here, but for an empty RUN,
 * which does nothing by the classic builder.
 */
public final class DockerfileSyntax {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Set<String> INSTRUCTIONS = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private static final Map<String, Set<String>> FLAGS = Map.of(
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

    private static final Set<String> WITHOUT_ARGUMENTS = Set.of("CMD", "ENTRYPOINT");
    private static final Set<String> NO_TRIGGERS = Set.of("FROM", "MAINTAINER", "ONBUILD");

    /** Instructions in which the engine itself reads quotes and variables. */
    private static final Set<String> QUOTED =
            Set.of("ENV", "LABEL", "ARG", "USER", "WORKDIR", "COPY", "ADD", "EXPOSE", "VOLUME", "STOPSIGNAL");

    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final Pattern STAGE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern DOCUMENT = Pattern.compile("(?s)(?:.*\\s)?\\d*<<-?[\"']?\\w.*");

    private DockerfileSyntax() {}

    /** An instruction as it is looked at: its name in capitals, its flags, and what follows them. */
    private record Parts(String written, String name, List<String> flags, String rest) {
        static Parts of(String instruction) {
            int end = endOfWord(instruction);
            String rest = instruction.substring(end).strip();
            List<String> flags = new ArrayList<>();
            while (rest.startsWith("--") && endOfWord(rest) > 2) {
                String flag = rest.substring(2, endOfWord(rest));
                flags.add(flag.contains("=") ? flag.substring(0, flag.indexOf('=')) : flag);
                rest = rest.substring(endOfWord(rest)).strip();
            }
            String written = instruction.substring(0, end);
            return new Parts(written, written.toUpperCase(Locale.ROOT), flags, rest);
        }

        private static int endOfWord(String text) {
            int end = 0;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            return end;
        }

        List<String> words() {
            return rest.isEmpty() ? List.of() : BLANK.splitAsStream(rest).toList();
        }
    }

    /** The mistakes in a Dockerfile. */
    public static List<Mistake> mistakes(String dockerfile) {
        List<Instruction> instructions = Instruction.withoutDocuments(dockerfile);
        if (instructions.isEmpty()) {
            return List.of(new Mistake(0, "there is no instruction; begin with FROM and the name of a base in braces"));
        }
        if (instructions.stream().noneMatch(each -> Parts.of(each.text()).name().equals("FROM"))) {
            return List.of(new Mistake(
                    instructions.getFirst().line(),
                    "there is no FROM; begin with FROM and the name of a base in braces"));
        }
        return mistakes(instructions, false);
    }

    /**
     * The lines on which an instruction FROM begins, counted from 1, for either builder: what is in here-documents for BuildKit
     * are instructions for the other.
     */
    public static SortedSet<Integer> stages(String dockerfile) {
        return Stream.of(Instruction.all(dockerfile), Instruction.withoutDocuments(dockerfile))
                .flatMap(List::stream)
                .filter(each -> Parts.of(each.text()).name().equals("FROM"))
                .map(Instruction::line)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The mistakes in a test's Dockerfile, which stands on the image and has no {@code FROM}. */
    public static List<Mistake> ofTest(String fragment) {
        return mistakes(Instruction.withoutDocuments(fragment), true);
    }

    private static List<Mistake> mistakes(List<Instruction> instructions, boolean inStage) {
        List<Mistake> mistakes = new ArrayList<>();
        boolean stage = inStage;
        for (Instruction instruction : instructions) {
            Parts parts = Parts.of(instruction.text());
            stage |= parts.name.equals("FROM");
            Optional<String> wrong = stage || parts.name.equals("ARG") || !INSTRUCTIONS.contains(parts.name)
                    ? wrong(parts)
                    : Optional.of(parts.name + " stands before the first FROM, where only ARG may; move it behind");
            wrong.ifPresent(message -> mistakes.add(new Mistake(instruction.line(), message)));
        }
        return mistakes;
    }

    private static Optional<String> wrong(Parts parts) {
        if (!INSTRUCTIONS.contains(parts.name)) {
            return Optional.of(
                    "'" + parts.written + "' is no instruction of a Dockerfile"
                            + Suggestion.nearest(parts.name, INSTRUCTIONS)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(
                                            "; a line that belongs to the one before needs a backslash at the end of that one"));
        }
        return flag(parts)
                .or(() -> arguments(parts))
                .or(() -> QUOTED.contains(parts.name) ? unclosed(parts.name, parts.rest) : Optional.empty());
    }

    private static Optional<String> flag(Parts parts) {
        Set<String> known = FLAGS.get(parts.name);
        return known == null
                ? Optional.empty()
                : parts.flags.stream()
                        .filter(flag -> !known.contains(flag))
                        .findFirst()
                        .map(flag -> parts.name + " has no flag --" + flag
                                + Suggestion.nearest(flag, known)
                                        .map(near -> "; did you mean --" + near + "?")
                                        .orElse(""));
    }

    private static Optional<String> arguments(Parts parts) {
        if (parts.rest.isEmpty() && !WITHOUT_ARGUMENTS.contains(parts.name)) {
            return Optional.of("nothing stands after " + parts.name);
        }
        return switch (parts.name) {
            case "FROM" -> from(parts.words());
            case "COPY", "ADD" ->
                count(parts) < 2 && !DOCUMENT.matcher(parts.rest).matches()
                        ? Optional.of(parts.name + " needs what to take and where to put it")
                        : nothingAmong(parts);
            case "ENV", "LABEL" -> pairs(parts);
            case "SHELL" ->
                strings(parts.rest)
                                .filter(words -> !words.isEmpty() && !words.contains(null))
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("SHELL needs a JSON list, for example [\"/bin/bash\", \"-c\"]");
            case "VOLUME" ->
                strings(parts.rest)
                        .filter(List::isEmpty)
                        .map(none -> "VOLUME names no folder")
                        .or(() -> nothingAmong(parts));
            case "ONBUILD" ->
                NO_TRIGGERS.contains(parts.words().getFirst().toUpperCase(Locale.ROOT))
                        ? Optional.of("ONBUILD cannot hold "
                                + parts.words().getFirst().toUpperCase(Locale.ROOT))
                        : wrong(Parts.of(parts.rest));
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

    private static Optional<String> health(List<String> words) {
        String type = words.getFirst().toUpperCase(Locale.ROOT);
        return switch (type) {
            case "NONE" ->
                words.size() == 1 ? Optional.empty() : Optional.of("nothing may stand after HEALTHCHECK NONE");
            case "CMD" ->
                words.size() > 1 ? Optional.empty() : Optional.of("HEALTHCHECK CMD needs the command that looks");
            default -> Optional.of("HEALTHCHECK needs CMD and a command, or NONE, not '" + words.getFirst() + "'");
        };
    }

    private static int count(Parts parts) {
        return strings(parts.rest).map(List::size).orElse(parts.words().size());
    }

    private static Optional<String> nothingAmong(Parts parts) {
        return strings(parts.rest)
                .filter(words -> words.contains(null))
                .map(words -> parts.name + " has null in its JSON list, which holds texts alone; take it out");
    }

    /** The list, if it is one as JSON writes lists of texts, of which each may be null. */
    private static Optional<List<String>> strings(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Arrays.asList(JSON.readValue(text, String[].class)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Either {@code name value}, or {@code name=value} everywhere. */
    private static Optional<String> pairs(Parts parts) {
        List<String> words = quotedWords(parts.rest);
        if (!words.getFirst().contains("=")) {
            return words.size() > 1
                    ? Optional.empty()
                    : Optional.of(parts.name + " needs a name and a value: " + words.getFirst() + "=value");
        }
        return words.stream()
                .filter(word -> !word.contains("="))
                .findFirst()
                .map(word -> parts.name + " has '" + word
                        + "' without a =; put a value with spaces into quotes: name=\"two words\"");
    }

    private static List<String> quotedWords(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(each)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            word.append(each);
            if (each == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (quote != 0) {
                quote = each == quote ? 0 : quote;
            } else if (each == '"' || each == '\'') {
                quote = each;
            }
        }
        words.add(word.toString());
        return words;
    }

    /** A quote or a variable that is not closed. Behind a backslash the builders do not agree on what a quote is. */
    private static Optional<String> unclosed(String name, String text) {
        if (text.contains("\\")) {
            return Optional.empty();
        }
        char quote = 0;
        for (char each : text.toCharArray()) {
            quote = quote == 0 ? (each == '"' || each == '\'' ? each : 0) : each == quote ? 0 : quote;
        }
        if (quote != 0) {
            return Optional.of(
                    "a " + quote + " of " + name + " is not closed; write \\" + quote + " for the character");
        }
        return text.lastIndexOf("${") > text.lastIndexOf('}') && !text.contains("'")
                ? Optional.of("a ${ of " + name + " is not closed")
                : Optional.empty();
    }
}

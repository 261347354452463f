package dev.imprimatur.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instruction of a Dockerfile as BuildKit reads it: joined where it goes on behind a backslash; comments and blank lines
 * neither end one nor begin one, and here-documents are left out.
 *
 * @param line the line on which it begins, counted from 1
 * @param text all of it
 * @param clear whether it is known where its here-documents end
 */
record BuildKitInstruction(int line, String text, boolean clear) {
    private static final String BLANK = "[\\p{IsWhite_Space}\ufeff]*+";
    private static final Pattern NOTHING = Pattern.compile("(?s)" + BLANK + "(?:#.*)?");
    private static final Pattern GOES_ON = Pattern.compile("\\\\[ \t]*+\\z");
    private static final Pattern AROUND = Pattern.compile("\\A" + BLANK + "|" + BLANK + "\\z");

    private static final Pattern WITH_DOCUMENTS = Pattern.compile("(?is)(?:ONBUILD\\s+)*+(?:RUN|COPY|ADD)\\s.*<<.*");
    private static final Pattern WORD =
            Pattern.compile("(?s)(?:[^\\s\"'\\\\]++|\\\\.?|\"(?:[^\"\\\\]++|\\\\.)*+\"?|'[^']*+'?)++");
    private static final Pattern DOCUMENT = Pattern.compile("(?s)\\d*<<(-?)([^<]+)");

    /** The name of a document is a line of its own, which must be no instruction where documents are not known. */
    private static final Pattern NAME =
            Pattern.compile("(?i)(?!(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER"
                    + "|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$)[a-z_]\\w*");

    /** The instructions of a Dockerfile. */
    static List<BuildKitInstruction> all(String dockerfile) {
        List<BuildKitInstruction> instructions = new ArrayList<>();
        Deque<Document> documents = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (String each : dockerfile.split("\n")) {
            number++;
            String line = each.endsWith("\r") ? each.substring(0, each.length() - 1) : each;
            if (!documents.isEmpty()) {
                if (documents.peek().endsWith(line)) {
                    documents.remove();
                }
                continue;
            }
            if (NOTHING.matcher(line).matches()) {
                continue;
            }
            begin = text.isEmpty() ? number : begin;
            Matcher goesOn = GOES_ON.matcher(line);
            boolean ends = !goesOn.find();
            text.append(ends ? line : line.substring(0, goesOn.start()));
            if (ends) {
                documents.addAll(add(instructions, begin, text));
            }
        }
        if (!text.isEmpty()) {
            add(instructions, begin, text);
        }
        return instructions;
    }

    private static List<Document> add(List<BuildKitInstruction> instructions, int begin, StringBuilder joined) {
        String text = AROUND.matcher(joined).replaceAll("");
        joined.setLength(0);
        List<Document> documents = Document.of(text);
        instructions.add(new BuildKitInstruction(
                begin,
                text,
                documents.stream()
                        .allMatch(document -> NAME.matcher(document.name).matches())));
        return documents;
    }

    private record Document(String name, boolean indented) {
        static List<Document> of(String instruction) {
            return !WITH_DOCUMENTS.matcher(instruction).matches()
                    ? List.of()
                    : WORD.matcher(instruction)
                            .results()
                            .map(word -> DOCUMENT.matcher(word.group()))
                            .filter(Matcher::matches)
                            .map(found -> new Document(
                                    found.group(2).replaceAll("[\"']", ""),
                                    !found.group(1).isEmpty()))
                            .toList();
        }

        boolean endsWith(String line) {
            return (indented ? line.replaceFirst("^\t++", "") : line).equals(name);
        }
    }
}

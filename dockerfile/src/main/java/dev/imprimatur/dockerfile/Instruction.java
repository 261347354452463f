package dev.imprimatur.dockerfile;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An instruction of a Dockerfile.
 *
 * @param line the line on which it begins, counted from 1
 * @param text all of it on one line, without comments and without what stands in here-documents
 * @param documents the here-documents that it names, in the order in which they follow it
 */
public record Instruction(int line, String text, List<HereDocument> documents) {
    /** All instructions that there are. */
    public static final Set<String> NAMES = Set.of(
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

    /** A variable with more than its name. Versions of BuildKit differ in where words end in it. */
    private static final Pattern ODD_VARIABLE = Pattern.compile("\\$\\{(?!\\w+\\})[^}]*+");

    /** Keeps a list of its own. */
    public Instruction {
        documents = List.copyOf(documents);
    }

    /** Its first word in capitals. */
    public String name() {
        return Parts.of(text).name();
    }

    /** Whether all versions of BuildKit that know here-documents find the same ones here. */
    public boolean certain() {
        return documents.stream().allMatch(HereDocument::plain)
                && ODD_VARIABLE
                        .matcher(text)
                        .results()
                        .noneMatch(odd -> !documents.isEmpty() || odd.group().contains("<<"));
    }
}

package dev.imprimatur.events;

import java.util.List;
import java.util.Optional;

/**
 * Where a Dockerfile comes from, line by line.
 *
 * @param file the template's file, relative to the catalogue
 * @param lines for each line of the Dockerfile the line of the template, counted from 1; 0 if it is not known
 */
public record TemplateLines(String file, List<Integer> lines) {

    /** @throws IllegalArgumentException if the file is missing */
    public TemplateLines {
        if (file == null || file.isBlank()) {
            throw new IllegalArgumentException("lines of a template need its file");
        }
        lines = lines == null ? List.of() : List.copyOf(lines);
    }

    /**
     * The place in the template, as in {@code node/Dockerfile:12}, of this line of the Dockerfile, counted from 1, if
     * it is known.
     */
    public Optional<String> place(int line) {
        return line < 1 || line > lines.size() || lines.get(line - 1) < 1
                ? Optional.empty()
                : Optional.of(file + ":" + lines.get(line - 1));
    }
}

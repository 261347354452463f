package dev.imprimatur.console.page.log;

import java.util.ArrayList;
import java.util.List;

/**
 * A step of a log.
 *
 * @param title its first line
 * @param lines its lines, the first one among them
 * @param open whether it is shown unfolded: it is the last one, or holds what is searched for
 */
public record LogStep(String title, List<Line> lines, boolean open) {

    /** The steps that these lines belong to. */
    static List<LogStep> of(List<Line> lines) {
        List<List<Line>> parts = new ArrayList<>();
        for (Line line : lines) {
            if (parts.isEmpty() || line.beginsStep()) {
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(line);
        }
        List<LogStep> steps = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<Line> part = parts.get(i);
            boolean open = i == parts.size() - 1 || part.stream().anyMatch(Line::hit);
            steps.add(new LogStep(part.getFirst().text(), List.copyOf(part), open));
        }
        return steps;
    }

    /** The number of its first line. */
    public long first() {
        return lines.getFirst().number();
    }

    /** How many lines it has. */
    public int size() {
        return lines.size();
    }
}

package dev.imprimatur.planner.dockerfile;

import dev.imprimatur.events.ByteOrderMark;
import java.util.ArrayList;
import java.util.List;

/**
 * An instruction of a Dockerfile, joined where it goes on behind a backslash; comments and blank lines neither end one nor
 * begin one.
 *
 * @param line the line on which it begins, counted from 1
 * @param text all of it
 */
record Instruction(int line, String text) {

    /** The instructions of a Dockerfile, and every line of its here-documents as one. */
    static List<Instruction> all(String dockerfile) {
        return all(ByteOrderMark.without(dockerfile).lines().toList(), false);
    }

    /** The instructions of a Dockerfile without the lines of here-documents that have an end. */
    static List<Instruction> withoutDocuments(String dockerfile) {
        return all(ByteOrderMark.without(dockerfile).lines().toList(), true);
    }

    private static List<Instruction> all(List<String> lines, boolean skipDocuments) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int begin = 0;
        for (int i = 0; i < lines.size(); i++) {
            String stripped = lines.get(i).strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            String line = text.isEmpty() ? stripped : lines.get(i).stripTrailing();
            begin = text.isEmpty() ? i + 1 : begin;
            boolean goesOn = line.endsWith("\\");
            text.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                Instruction instruction = new Instruction(begin, text.toString().strip());
                instructions.add(instruction);
                text.setLength(0);
                i = skipDocuments ? instruction.endOfDocuments(lines, i) : i;
            }
        }
        if (!text.isEmpty()) {
            instructions.add(new Instruction(begin, text.toString().strip()));
        }
        return instructions;
    }

    /** The line on which its last here-document ends; the line itself if it has none, or one without an end. */
    private int endOfDocuments(List<String> lines, int last) {
        int end = last;
        for (HereDocument document : HereDocument.of(text)) {
            do {
                end++;
                if (end == lines.size()) {
                    return last;
                }
            } while (!document.endsWith(lines.get(end)));
        }
        return end;
    }
}

package dev.imprimatur.planner.dockerfile;

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

    /** The instructions of a Dockerfile. */
    static List<Instruction> all(String dockerfile) {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (String each : dockerfile.lines().toList()) {
            number++;
            String line = each.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            begin = text.isEmpty() ? number : begin;
            boolean goesOn = line.endsWith("\\");
            text.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                instructions.add(new Instruction(begin, text.toString().strip()));
                text.setLength(0);
            }
        }
        if (!text.isEmpty()) {
            instructions.add(new Instruction(begin, text.toString().strip()));
        }
        return instructions;
    }
}

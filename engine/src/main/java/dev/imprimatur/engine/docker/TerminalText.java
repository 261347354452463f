package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Output;

/**
 * Turns what was written for a terminal into lines of plain text: escape sequences and control characters vanish, and a
 * carriage return lets the line begin again, as it does on a terminal. Output arrives in chunks that end anywhere.
 */
final class TerminalText {
    private static final int LONGEST_LINE = 16 * 1024;
    /** What stays when a line is cut, so that a secret across the cut is seen whole. */
    private static final int OVERLAP = 1024;

    private enum State {
        TEXT,
        RETURNED,
        ESCAPE,
        SEQUENCE,
        COMMAND,
        COMMAND_ESCAPE
    }

    private final Output output;
    private final StringBuilder line = new StringBuilder();
    private State state = State.TEXT;

    TerminalText(Output output) {
        this.output = output;
    }

    /** Takes the next chunk and passes on the lines that it completes. */
    void write(String chunk) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < chunk.length(); i++) {
            take(chunk.charAt(i), lines);
        }
        if (!lines.isEmpty()) {
            output.write(lines.toString());
        }
    }

    /** Passes on a last line that no newline ended. */
    void end() {
        if (!line.isEmpty()) {
            StringBuilder last = new StringBuilder();
            finishLine(last);
            output.write(last.toString());
        }
        state = State.TEXT;
    }

    private void take(char c, StringBuilder lines) {
        switch (state) {
            case TEXT -> text(c, lines);
            case RETURNED -> {
                state = State.TEXT;
                if (c != '\n' && c != '\r') {
                    line.setLength(0);
                }
                text(c, lines);
            }
            case ESCAPE ->
                state = switch (c) {
                    case '[' -> State.SEQUENCE;
                    case ']', 'P', '_', '^', 'X' -> State.COMMAND;
                    case '(', ')', '*', '+', '#', ' ' -> State.ESCAPE;
                    default -> State.TEXT;
                };
            case SEQUENCE -> {
                if (c >= '@' && c <= '~') {
                    state = State.TEXT;
                }
            }
            case COMMAND -> {
                if (c == 0x07 || c == '\n') {
                    state = State.TEXT;
                } else if (c == 0x1b) {
                    state = State.COMMAND_ESCAPE;
                }
            }
            case COMMAND_ESCAPE -> state = c == '\\' ? State.TEXT : State.COMMAND;
        }
    }

    private void text(char c, StringBuilder lines) {
        if (c == '\n') {
            finishLine(lines);
        } else if (c == '\r') {
            state = State.RETURNED;
        } else if (c == 0x1b) {
            state = State.ESCAPE;
        } else if (c == '\t' || !Character.isISOControl(c) && !turnsText(c)) {
            line.append(c);
            if (line.length() >= LONGEST_LINE && !Character.isHighSurrogate(c)) {
                cutLine(lines);
            }
        }
    }

    /** Characters that let following text run the other way, so that it shows as something else than it is. */
    private static boolean turnsText(char c) {
        return c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069'
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u061c';
    }

    private void finishLine(StringBuilder lines) {
        lines.append(output.masked(line.toString())).append('\n');
        line.setLength(0);
    }

    private void cutLine(StringBuilder lines) {
        String told = output.masked(line.toString());
        int end = Math.max(0, told.length() - OVERLAP);
        if (end > 0 && Character.isHighSurrogate(told.charAt(end - 1))) {
            end--;
        }
        lines.append(told, 0, end).append('\n');
        line.setLength(0);
        line.append(told, end, told.length());
    }
}

package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Output;

/**
 * Turns what was written for a terminal into lines of plain text: escape sequences and control characters vanish, and a
 * carriage return lets the line begin anew, as it does on a terminal. Output arrives in chunks that end anywhere.
 */
final class TerminalText {
    private static final int LONGEST_LINE = 16 * 1024;

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
            output.write(line.append('\n').toString());
            line.setLength(0);
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
        } else if (c == '\t' || !Character.isISOControl(c)) {
            line.append(c);
            if (line.length() >= LONGEST_LINE && !Character.isHighSurrogate(c)) {
                finishLine(lines);
            }
        }
    }

    private void finishLine(StringBuilder lines) {
        lines.append(line).append('\n');
        line.setLength(0);
    }
}

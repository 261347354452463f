package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Output;

/**
 * What a command prints. Standard output and standard error come as streams of their own, each in pieces that end
 * anywhere, even within a character; lines are whole within a stream.
 */
final class CommandOutput {
    private final Tail tail = new Tail();
    private final Stream out;
    private final Stream error;

    CommandOutput(Output output) {
        Output both = new Output() {
            @Override
            public void write(String lines) {
                lines.lines().forEach(tail::add);
                output.write(lines);
            }

            @Override
            public String masked(String line) {
                return output.masked(line);
            }
        };
        out = new Stream(both);
        error = new Stream(both);
    }

    /** The next piece of one of the two. */
    void write(boolean isError, byte[] piece) {
        (isError ? error : out).write(piece);
    }

    /** Passes on last lines that no newline ended. */
    void end() {
        out.end();
        error.end();
    }

    /** The last lines. */
    String tail() {
        return tail.text();
    }

    /** One of the two. */
    private static final class Stream {
        private final Utf8Pieces pieces = new Utf8Pieces();
        private final TerminalText text;

        Stream(Output output) {
            text = new TerminalText(output);
        }

        synchronized void write(byte[] piece) {
            text.write(pieces.text(piece));
        }

        synchronized void end() {
            text.end();
        }
    }
}

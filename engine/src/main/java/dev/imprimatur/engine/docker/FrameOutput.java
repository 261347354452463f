package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.imprimatur.engine.Output;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a container, or a command in one, prints. Standard output and standard error come as streams of their own, each in
 * pieces that end anywhere, even within a character.
 */
final class FrameOutput extends ResultCallback.Adapter<Frame> {
    private final Tail tail = new Tail();
    private final Stream out;
    private final Stream error;

    FrameOutput(Output output) {
        Output both = new Output() {
            @Override
            public void write(String lines) {
                lines.lines().forEach(tail::add);
                output.write(lines);
            }

            @Override
            public String tellable(String line) {
                return output.tellable(line);
            }
        };
        out = new Stream(both);
        error = new Stream(both);
    }

    @Override
    public void onNext(Frame frame) {
        (frame.getStreamType() == StreamType.STDERR ? error : out).write(frame.getPayload());
    }

    /** Waits for the end, not longer than this; whether it came. */
    boolean await(Duration limit) {
        try {
            return awaitCompletion(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private final TerminalText text;
        private ByteBuffer rest = ByteBuffer.allocate(0);

        Stream(Output output) {
            text = new TerminalText(output);
        }

        synchronized void write(byte[] piece) {
            ByteBuffer bytes = ByteBuffer.allocate(rest.remaining() + piece.length)
                    .put(rest)
                    .put(piece)
                    .flip();
            CharBuffer characters = CharBuffer.allocate(bytes.remaining());
            decoder.decode(bytes, characters, false);
            rest = bytes;
            text.write(characters.flip().toString());
        }

        synchronized void end() {
            text.end();
        }
    }
}

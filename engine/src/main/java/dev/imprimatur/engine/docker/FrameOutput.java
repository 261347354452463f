package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.imprimatur.engine.Output;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a container, or a command in one, prints. */
final class FrameOutput extends ResultCallback.Adapter<Frame> {
    private final CommandOutput printed;

    FrameOutput(Output output) {
        printed = new CommandOutput(output);
    }

    @Override
    public void onNext(Frame frame) {
        printed.write(frame.getStreamType() == StreamType.STDERR, frame.getPayload());
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
        printed.end();
    }

    /** The last lines. */
    String tail() {
        return printed.tail();
    }
}

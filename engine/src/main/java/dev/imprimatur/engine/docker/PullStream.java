package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.PullResponseItem;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;

/** What the engine says while it pulls. A failure shows only as a message among the others. */
final class PullStream extends EngineStream<PullResponseItem> {
    private final Output output;
    private final TerminalText text;
    private volatile String error;

    PullStream(Output output) {
        this.output = output;
        text = new TerminalText(output);
    }

    @Override
    void take(PullResponseItem item) {
        boolean progressed =
                item.getProgressDetail() != null && item.getProgressDetail().getCurrent() != null;
        if (item.getStatus() != null && !progressed) {
            text.write((item.getId() == null ? "" : item.getId() + ": ") + item.getStatus() + "\n");
        }
        if (item.getErrorDetail() != null) {
            error = item.getErrorDetail().getMessage();
        } else if (item.getError() != null && error == null) {
            error = item.getError();
        }
    }

    /**
     * Ends the output.
     *
     * @throws EngineException if the engine said that it failed
     */
    void finish() {
        text.end();
        if (error != null) {
            throw new EngineException(FailureSorting.ofMessage(output.tellable(error)));
        }
    }
}

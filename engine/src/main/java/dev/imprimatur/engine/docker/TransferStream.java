package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.ResponseItem;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import dev.imprimatur.oci.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine says while it pulls or pushes. A failure shows only as a message among the others. */
final class TransferStream<T extends ResponseItem> extends EngineStream<T> {
    private static final Pattern SENT = Pattern.compile("digest: (sha256:[0-9a-f]{64})");

    private final Output output;
    private final TerminalText text;
    private volatile String error;
    private volatile String last = "";

    TransferStream(Output output) {
        this.output = output;
        text = new TerminalText(output);
    }

    @Override
    void take(T item) {
        boolean progressed =
                item.getProgressDetail() != null && item.getProgressDetail().getCurrent() != null;
        if (item.getStatus() != null && !progressed) {
            last = item.getStatus();
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
            throw new EngineException(FailureSorting.ofMessage(output.masked(error)));
        }
    }

    /**
     * The digest of the manifest that was sent: the last that the engine says of a push. Empty if it did not get that
     * far.
     */
    Optional<Digest> digest() {
        Matcher sent = SENT.matcher(last);
        return sent.find() ? Optional.of(new Digest(sent.group(1))) : Optional.empty();
    }
}

package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.ResponseItem;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Output;
import dev.imprimatur.oci.Digest;
import java.util.Optional;

/** What the engine says while it pulls or pushes. A failure shows only as a message among the others. */
final class TransferStream<T extends ResponseItem> extends EngineStream<T> {
    private final Output output;
    private final TerminalText text;
    private volatile String error;
    private volatile Digest digest;

    TransferStream(Output output) {
        this.output = output;
        text = new TerminalText(output);
    }

    @Override
    void take(T item) {
        boolean progressed =
                item.getProgressDetail() != null && item.getProgressDetail().getCurrent() != null;
        if (item.getStatus() != null && !progressed) {
            text.write((item.getId() == null ? "" : item.getId() + ": ") + item.getStatus() + "\n");
        }
        if (item.getAux() != null && item.getAux().getDigest() != null) {
            digest = new Digest(item.getAux().getDigest());
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

    /** The digest that the registry took, if the engine said so. */
    Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }
}

package dev.imprimatur.system.soak;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.system.fault.ManifestRequest;
import dev.imprimatur.system.fault.ManifestWitness;
import dev.imprimatur.system.soak.Entry.TagDeleted;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes down each manifest that the production registry takes under a tag, or removes. What a registry was doing when
 * it was killed, no answer tells: that is looked up once it is there again.
 */
final class Recorder implements ManifestWitness {
    private final History history;
    private final Queue<Entry> missed = new ConcurrentLinkedQueue<>();

    Recorder(History history) {
        this.history = history;
    }

    @Override
    public void saw(Instant at, ManifestRequest request, byte[] manifest) {
        entry(at, request, manifest).ifPresent(history::add);
    }

    @Override
    public void missed(Instant at, ManifestRequest request, byte[] manifest) {
        entry(at, request, manifest).ifPresent(missed::add);
    }

    /** Writes down what the registry did without a word. */
    void lookUp(RegistryView registry) throws IOException, InterruptedException {
        for (Entry entry = missed.poll(); entry != null; entry = missed.poll()) {
            boolean done = switch (entry) {
                case TagPut put -> registry.digest(put.tag()).equals(Optional.of(put.digest()));
                case TagDeleted deleted -> registry.digest(deleted.reference()).isEmpty();
                default -> throw new IllegalStateException("no write: " + entry);
            };
            if (done) {
                history.add(entry);
            }
        }
    }

    private static Optional<Entry> entry(Instant at, ManifestRequest request, byte[] manifest) {
        boolean digest = request.reference().startsWith("sha256:");
        String reference = request.repository() + (digest ? "@" : ":") + request.reference();
        if (!request.puts()) {
            return Optional.of(new TagDeleted(at, reference));
        }
        return digest
                ? Optional.empty()
                : Optional.of(new TagPut(at, reference, Digest.of(manifest).value()));
    }
}

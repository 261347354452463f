package dev.imprimatur.system.soak;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.system.fault.ManifestRequest;
import dev.imprimatur.system.fault.ManifestWitness;
import dev.imprimatur.system.soak.Entry.TagDeleted;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.time.Instant;

/** Writes down each manifest that the production registry takes under a tag, or removes. */
final class Recorder implements ManifestWitness {
    private final History history;

    Recorder(History history) {
        this.history = history;
    }

    @Override
    public void saw(Instant at, ManifestRequest request, byte[] manifest) {
        boolean digest = request.reference().startsWith("sha256:");
        String reference = request.repository() + (digest ? "@" : ":") + request.reference();
        if (!request.puts()) {
            history.add(new TagDeleted(at, reference));
        } else if (!digest) {
            history.add(new TagPut(at, reference, Digest.of(manifest).value()));
        }
    }
}

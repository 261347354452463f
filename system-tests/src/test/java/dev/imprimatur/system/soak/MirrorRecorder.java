package dev.imprimatur.system.soak;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.system.fault.ManifestRequest;
import dev.imprimatur.system.fault.ManifestWitness;
import dev.imprimatur.system.soak.Entry.MirrorPut;
import java.time.Instant;

/** Writes down each manifest that the mirror says it took under a tag. */
record MirrorRecorder(History history) implements ManifestWitness {
    @Override
    public void saw(Instant at, ManifestRequest request, byte[] manifest) {
        if (request.puts() && !request.reference().startsWith("sha256:")) {
            history.add(new MirrorPut(
                    at,
                    request.repository() + ":" + request.reference(),
                    Digest.of(manifest).value()));
        }
    }
}

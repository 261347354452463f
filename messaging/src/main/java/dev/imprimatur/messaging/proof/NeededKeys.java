package dev.imprimatur.messaging.proof;

import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.messaging.time.SharedClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Public keys that a service needs.
 *
 * @param whose whose they are: a builder's, say
 * @param setting where the configuration names them
 * @param places files or folders
 */
public record NeededKeys(String whose, String setting, List<Path> places) {

    /** How many there are, retired ones too: who rotates keys may have retired all for a while. */
    int count() {
        return trusted().count();
    }

    /** What to do if there is none, or if what a file says cannot be read. */
    Optional<String> lacking() {
        try {
            trusted().all();
            trusted().retired().all();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(setting + ": " + e.getMessage());
        }
        return count() > 0
                ? Optional.empty()
                : Optional.of(
                        setting + " is " + places + ", where there is no public key of " + whose
                                + ", so nothing is believed that one signs: put it there; docs/signing.md#keys says how one is made");
    }

    private TrustedKeys trusted() {
        return new TrustedKeys(places, SharedClock.UTC);
    }
}

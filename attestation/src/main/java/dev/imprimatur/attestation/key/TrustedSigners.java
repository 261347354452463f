package dev.imprimatur.attestation.key;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Those whose signatures are believed, by the id of their key.
 *
 * @param counting finds a key for what comes now
 * @param kept finds a key for what came before: one that was retired since counts as well
 */
public record TrustedSigners(
        Function<String, Optional<PublicKey>> counting, Function<String, Optional<PublicKey>> kept) {

    /** Those with these keys, files or folders, by this clock. */
    public static TrustedSigners of(List<Path> keys, Clock clock) {
        TrustedKeys trusted = new TrustedKeys(keys, clock);
        return new TrustedSigners(trusted::find, trusted::findKept);
    }

    /** Those of a service that reads what it signed itself: whenever that came, it came before. */
    public static TrustedSigners own(Function<String, Optional<PublicKey>> keys) {
        return new TrustedSigners(keys, keys);
    }
}

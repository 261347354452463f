package dev.imprimatur.attestation.key;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Those whose signatures are believed, by the id of their key, and by when came what they signed. */
public final class TrustedSigners {
    private final Finder counting;
    private final Finder kept;

    private TrustedSigners(Finder counting, Finder kept) {
        this.counting = counting;
        this.kept = kept;
    }

    /** Finds a key for what came at some time. */
    private interface Finder {
        Optional<PublicKey> find(String id, Instant received);
    }

    /** Those with these keys, files or folders, by this clock. */
    public static TrustedSigners of(List<Path> keys, Clock clock) {
        TrustedKeys trusted = new TrustedKeys(keys, clock);
        return new TrustedSigners(
                (id, received) -> trusted.find(id, received == null ? clock.instant() : received), trusted::findKept);
    }

    /**
     * Those of a service that reads what it signed itself: whenever that came, it came before.
     *
     * @param own its key
     * @param others keys beside its own
     */
    static TrustedSigners own(PublicKey own, TrustedKeys others) {
        Finder either = (id, received) -> own.id().equals(id) ? Optional.of(own) : others.findKept(id, received);
        return new TrustedSigners(either, either);
    }

    /** Finds keys for what comes now. */
    public Function<String, Optional<PublicKey>> counting() {
        return id -> counting.find(id, null);
    }

    /** Finds keys for what came at this time, and is looked at for the first time. */
    public Function<String, Optional<PublicKey>> counting(Instant received) {
        return id -> counting.find(id, received);
    }

    /** Finds keys for what came before, at a time that is not known: one that was retired since counts as well. */
    public Function<String, Optional<PublicKey>> kept() {
        return id -> kept.find(id, null);
    }

    /** The same for what came at this time. */
    public Function<String, Optional<PublicKey>> kept(Instant received) {
        return id -> kept.find(id, received);
    }
}

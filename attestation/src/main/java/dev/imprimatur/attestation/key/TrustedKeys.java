package dev.imprimatur.attestation.key;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The public keys that are believed: PEM files, and all files named {@code *.pem} or {@code *.pub} of folders. A key
 * that is put there counts at once, so that signers can go over to a new key while both are trusted; one that is taken
 * away is no longer valid, and neither is one whose file says {@code Not-After: 2027-01-01T00:00:00Z} in front of the
 * key for what comes once that time is over: an attacker who finds an old key can write any date into what is signed
 * with it. What could be meant as such a limit and cannot be read keeps its key from counting.
 *
 * <p>A key in the folder {@code retired} of such a folder signs nothing new. What was received while it counted stays
 * valid, as it does once a {@code Not-After} is over; a key that is taken away altogether is revoked, and nothing of it
 * is believed. Between the two is a key whose file says {@code Received-Before: 2027-01-01T00:00:00Z}, here or there:
 * what it signed counts as far as it came before. When that was is for the receiver to know, never for who signed.
 */
public final class TrustedKeys {
    private static final String RETIRED = "retired";

    private final List<Path> places;
    private final Clock clock;

    /** Those in these files and folders; a folder that does not exist yet holds none. */
    public TrustedKeys(List<Path> places) {
        this(places, Clock.systemUTC());
    }

    /** Those, by a clock that is not this machine's. */
    public TrustedKeys(List<Path> places, Clock clock) {
        this.places = List.copyOf(places);
        this.clock = clock;
    }

    /** Those that are retired of these. */
    public TrustedKeys retired() {
        return new TrustedKeys(
                places.stream().map(place -> place.resolve(RETIRED)).toList(), clock);
    }

    /** The trusted key with this id, for what comes now. */
    public Optional<PublicKey> find(String id) {
        return find(id, clock.instant());
    }

    /**
     * The trusted key with this id. A file that cannot be read, or holds no key, makes none trusted and hides none. Of
     * several files with the same key the strictest counts; one whose limit cannot be read makes the key not trusted.
     *
     * @param received when what it signed came
     * @throws AttestationException if before that came the key's time was over or it was distrusted, or if it is
     *     retired
     */
    public Optional<PublicKey> find(String id, Instant received) {
        Optional<KeyFile> found = find(id, places.stream());
        Optional<KeyFile> retired = findRetired(id);
        boolean distrusted = distrusted(id, received, found, retired);
        if (found.isEmpty() && retired.isPresent() && !distrusted) {
            throw new AttestationException(
                    Kind.KEY_EXPIRED, "it is signed with the key " + id + ", which is retired and signs nothing new");
        }
        stricter(found, retired)
                .map(KeyFile::until)
                .filter(until -> !received.isBefore(until))
                .ifPresent(until -> {
                    throw new AttestationException(
                            Kind.KEY_EXPIRED, "it is signed with the key " + id + ", which expired at " + until);
                });
        return counting(found, retired);
    }

    /** The same as below, for what has no known time. */
    public Optional<PublicKey> findKept(String id) {
        return findKept(id, null);
    }

    /**
     * The key with this id that counts now, or counted once: it is retired, or its time is over. For what was received
     * while it counted, which the caller has to know.
     *
     * @param received when that came, or null if that is not known
     * @throws AttestationException if the key was distrusted before that came, or since some time and it is not known
     */
    public Optional<PublicKey> findKept(String id, Instant received) {
        Optional<KeyFile> found = find(id, places.stream());
        Optional<KeyFile> retired = findRetired(id);
        distrusted(id, received, found, retired);
        return counting(found, retired);
    }

    /**
     * Whether those believe what this key signed who verify it now, with these keys, and do not know when it came: its
     * time is not over, and it is not distrusted. A retired one without a limit counts.
     */
    public boolean countsForAll(String id) {
        return stricter(find(id, places.stream()), findRetired(id))
                .filter(file -> file.problem() == null && file.receivedBefore() == null)
                .filter(file -> file.until() == null || clock.instant().isBefore(file.until()))
                .isPresent();
    }

    /** Whether the key is distrusted since some time, and what was received came before. */
    private static boolean distrusted(String id, Instant received, Optional<KeyFile> found, Optional<KeyFile> retired) {
        Instant since = KeyFile.earlier(
                found.map(KeyFile::receivedBefore).orElse(null),
                retired.map(KeyFile::receivedBefore).orElse(null));
        if (since != null && (received == null || !received.isBefore(since))) {
            throw new AttestationException(
                    Kind.KEY_DISTRUSTED,
                    "it is signed with the key " + id + ", which is distrusted since " + since + ", and "
                            + (received == null ? "when it came is not known" : "it came at " + received));
        }
        return since != null;
    }

    /** The key, unless what one of its files says cannot be read: that may be since when it is distrusted. */
    private static Optional<PublicKey> counting(Optional<KeyFile> found, Optional<KeyFile> retired) {
        return stricter(found, retired).filter(file -> file.problem() == null).map(KeyFile::key);
    }

    private static Optional<KeyFile> stricter(Optional<KeyFile> found, Optional<KeyFile> retired) {
        return Stream.concat(found.stream(), retired.stream()).reduce(KeyFile::stricter);
    }

    private Optional<KeyFile> findRetired(String id) {
        return find(id, retired().places.stream());
    }

    private static Optional<KeyFile> find(String id, Stream<Path> in) {
        return in.flatMap(TrustedKeys::readable)
                .filter(file -> file.key().id().equals(id))
                .reduce(KeyFile::stricter);
    }

    private static Stream<KeyFile> readable(Path place) {
        List<KeyFile> keys = new ArrayList<>();
        try {
            for (Path file : files(place)) {
                readable(file, keys);
            }
        } catch (IOException e) {
            // The others still count; all() says what is wrong with it.
        }
        return keys.stream();
    }

    private static void readable(Path file, List<KeyFile> into) {
        try {
            into.add(KeyFile.read(file));
        } catch (IOException | IllegalArgumentException e) {
            // As above.
        }
    }

    /** Those that can be read, by id, whether they count or not; other files are left aside. */
    public Map<String, PublicKey> readable() {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        places.stream()
                .flatMap(TrustedKeys::readable)
                .forEach(file -> keys.put(file.key().id(), file.key()));
        return keys;
    }

    /** All that the files of this key say, retired ones too, as if they were one. */
    public Optional<KeyFile> file(String id) {
        return stricter(find(id, places.stream()), findRetired(id));
    }

    /** How many there are of which anything may be believed: retired ones too, and those whose time is over. */
    public int count() {
        return (int) Stream.concat(places.stream(), retired().places.stream())
                .flatMap(TrustedKeys::readable)
                .filter(file -> file.problem() == null)
                .map(file -> file.key().id())
                .distinct()
                .count();
    }

    /**
     * All of them by id, also those whose time is over, without those that are retired.
     *
     * @throws IllegalArgumentException if a file holds no key, or it cannot be read until when it counts
     * @throws IOException if one cannot be read
     */
    public Map<String, PublicKey> all() throws IOException {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (Path place : places) {
            for (Path file : files(place)) {
                KeyFile read = KeyFile.read(file);
                if (read.problem() != null) {
                    throw new IllegalArgumentException(read.problem());
                }
                keys.put(read.key().id(), read.key());
            }
        }
        return keys;
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return Files.exists(place) ? List.of(place) : List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().matches(".*\\.(pem|pub)"))
                    .sorted()
                    .toList();
        }
    }
}

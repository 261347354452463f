package dev.imprimatur.attestation.key;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public keys that are believed: PEM files, and all files named {@code *.pem} or {@code *.pub} of folders. A key
 * that is put there counts at once, so that signers can go over to a new key while both are trusted; one that is taken
 * away counts no more, and neither does one whose file says {@code Not-After: 2027-01-01T00:00:00Z} in front of the key
 * once that time is over: whoever finds an old key can write any date into what is signed with it.
 *
 * <p>A key in the folder {@code retired} of such a folder signs nothing new. What was received while it counted stays
 * valid, as it does once a {@code Not-After} is over; a key that is taken away altogether is revoked, and nothing of it
 * is believed.
 */
public final class TrustedKeys {
    private static final Pattern NOT_AFTER = Pattern.compile("(?m)^Not-After:\\s*(\\S.*?)\\s*$");

    private static final String RETIRED = "retired";

    private final List<Path> places;
    private final Clock clock;

    /** Those in these files and folders; a folder that does not exist yet holds none. */
    public TrustedKeys(List<Path> places) {
        this(places, Clock.systemUTC());
    }

    TrustedKeys(List<Path> places, Clock clock) {
        this.places = List.copyOf(places);
        this.clock = clock;
    }

    /** A key, and until when it counts; null for ever. */
    private record Trusted(PublicKey key, Instant until) {}

    /**
     * The trusted key with this id. A file that cannot be read, or holds no key, makes none trusted and hides none.
     *
     * @throws AttestationException if the key's time is over, or it is retired
     */
    public Optional<PublicKey> find(String id) {
        Optional<Trusted> found = find(id, places.stream());
        if (found.isEmpty() && findRetired(id).isPresent()) {
            throw new AttestationException(
                    Kind.KEY_EXPIRED, "it is signed with the key " + id + ", which is retired and signs nothing new");
        }
        found.map(Trusted::until)
                .filter(until -> !clock.instant().isBefore(until))
                .ifPresent(until -> {
                    throw new AttestationException(
                            Kind.KEY_EXPIRED, "it is signed with the key " + id + ", which expired at " + until);
                });
        return found.map(Trusted::key);
    }

    /**
     * The key with this id that counts now, or counted once: it is retired, or its time is over. For what was received
     * while it counted, which whoever asks has to know.
     */
    public Optional<PublicKey> findKept(String id) {
        return find(id, places.stream()).or(() -> findRetired(id)).map(Trusted::key);
    }

    private Optional<Trusted> findRetired(String id) {
        return find(id, places.stream().map(place -> place.resolve(RETIRED)));
    }

    private static Optional<Trusted> find(String id, Stream<Path> in) {
        return in.flatMap(TrustedKeys::readable)
                .filter(trusted -> trusted.key().id().equals(id))
                .findFirst();
    }

    private static Stream<Trusted> readable(Path place) {
        List<Trusted> keys = new ArrayList<>();
        try {
            for (Path file : files(place)) {
                try {
                    keys.add(read(file));
                } catch (IllegalArgumentException e) {
                    // The others still count; all() says what is wrong with it.
                }
            }
        } catch (IOException e) {
            // As above.
        }
        return keys.stream();
    }

    /**
     * All of them by id, also those whose time is over.
     *
     * @throws IllegalArgumentException if a file holds no key
     * @throws IOException if one cannot be read
     */
    public Map<String, PublicKey> all() throws IOException {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (Path place : places) {
            for (Path file : files(place)) {
                PublicKey key = read(file).key();
                keys.put(key.id(), key);
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

    private static Trusted read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            Matcher limit = NOT_AFTER.matcher(text);
            return new Trusted(PublicKey.parse(text), limit.find() ? Instant.parse(limit.group(1)) : null);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    file + ": 'Not-After: " + e.getParsedString() + "' is no time, expected 2027-01-01T00:00:00Z", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}

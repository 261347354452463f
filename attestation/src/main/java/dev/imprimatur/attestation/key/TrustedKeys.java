package dev.imprimatur.attestation.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The public keys that are believed: PEM files, and all files named {@code *.pem} or {@code *.pub} of folders. A key
 * that is put there counts at once, so that signers can go over to a new key while both are trusted; one that is taken
 * away counts no more.
 */
public final class TrustedKeys {
    private final List<Path> places;

    /** Those in these files and folders; a folder that does not exist yet holds none. */
    public TrustedKeys(List<Path> places) {
        this.places = List.copyOf(places);
    }

    /** The trusted key with this id. A file that cannot be read, or holds no key, makes none trusted and hides none. */
    public Optional<PublicKey> find(String id) {
        return places.stream()
                .flatMap(TrustedKeys::readable)
                .filter(key -> key.id().equals(id))
                .findFirst();
    }

    private static Stream<PublicKey> readable(Path place) {
        List<PublicKey> keys = new ArrayList<>();
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
     * All of them by id.
     *
     * @throws IllegalArgumentException if a file holds no key
     * @throws IOException if one cannot be read
     */
    public Map<String, PublicKey> all() throws IOException {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (Path place : places) {
            for (Path file : files(place)) {
                PublicKey key = read(file);
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

    private static PublicKey read(Path file) throws IOException {
        try {
            return PublicKey.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}

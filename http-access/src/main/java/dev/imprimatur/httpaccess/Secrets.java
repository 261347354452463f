package dev.imprimatur.httpaccess;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secrets that the services of an installation show each other: the first one is shown, all of them count. */
final class Secrets {
    private static final String KEY = "imprimatur.http.peer-secret";
    private static final Pattern FORM = Pattern.compile("[!-~]{32,256}");

    private final String shown;
    private final List<byte[]> hashes;

    private Secrets(List<String> secrets) {
        shown = secrets.getFirst();
        hashes = secrets.stream().map(Secrets::hash).toList();
    }

    /**
     * Those in a file, one a line.
     *
     * @throws IllegalArgumentException if it cannot be read, holds none, or a line is no secret; the message repeats
     *     none
     */
    static Secrets in(Path file) {
        List<String> secrets = lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (secrets.isEmpty()) {
            throw wrong(file, "it is empty");
        }
        if (!secrets.stream().allMatch(secret -> FORM.matcher(secret).matches())) {
            throw wrong(file, "a line has another form");
        }
        return new Secrets(secrets);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file).lines().toList();
        } catch (IOException e) {
            throw wrong(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static IllegalArgumentException wrong(Path file, String why) {
        return new IllegalArgumentException(KEY + ": no secret can be had from " + file + ": " + why
                + "; expected 32 to 256 letters, digits or signs a line, such as openssl rand -hex 32 prints, the same in"
                + " all services");
    }

    /** What the header {@code Authorization} is to hold. */
    String header() {
        return "Bearer " + shown;
    }

    /** Whether one of them is shown. How long that takes says nothing of them. */
    boolean accept(Optional<Bearer> bearer) {
        if (bearer.isEmpty()) {
            return false;
        }
        byte[] hash = hash(bearer.get().text());
        boolean known = false;
        for (byte[] each : hashes) {
            known |= MessageDigest.isEqual(each, hash);
        }
        return known;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

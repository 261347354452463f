package dev.imprimatur.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the two servers listen, as printed and as kept in the home's {@code local-stack.env}.
 *
 * @param kafkaPort port of the broker, 0 when unknown
 * @param postgresPort port of the database, 0 when unknown
 */
record Addresses(int kafkaPort, int postgresPort) {

    static final Addresses UNKNOWN = new Addresses(0, 0);
    private static final Pattern FORM = Pattern.compile(
            "IMPRIMATUR_KAFKA=localhost:(\\d{1,5})\\s+IMPRIMATUR_POSTGRES=localhost:(\\d{1,5})/imprimatur\\s*");

    static Addresses read(Path home) throws IOException {
        Path file = file(home);
        Matcher text = FORM.matcher(Files.exists(file) ? Files.readString(file) : "");
        return text.matches()
                ? new Addresses(Integer.parseInt(text.group(1)), Integer.parseInt(text.group(2)))
                : UNKNOWN;
    }

    void write(Path home) throws IOException {
        Files.write(file(home), lines());
    }

    List<String> lines() {
        return List.of(
                "IMPRIMATUR_KAFKA=localhost:" + kafkaPort,
                "IMPRIMATUR_POSTGRES=localhost:" + postgresPort + "/imprimatur");
    }

    private static Path file(Path home) {
        return home.resolve("local-stack.env");
    }
}

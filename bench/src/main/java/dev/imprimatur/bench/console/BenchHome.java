package dev.imprimatur.bench.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The home in which a broker, a database and a console run, and nothing else.
 *
 * @param folder its folder
 */
record BenchHome(Path folder) {

    /** The port of a part. */
    int port(String part) {
        return Integer.parseInt(properties(folder.resolve("ports.env")).getProperty(part));
    }

    /** The process of a part. */
    ProcessHandle process(String part) {
        try {
            String pid =
                    Files.readString(folder.resolve("run/" + part + ".pid")).split(" ")[0];
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How its broker is reached by one who may do anything. */
    Map<String, Object> kafka() {
        Properties settings = properties(folder.resolve("kafka/admin/client.properties"));
        return settings.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, settings::getProperty));
    }

    /** How its database is reached. */
    String database() {
        return "jdbc:postgresql://localhost:" + port("postgres")
                + "/imprimatur?currentSchema=console&user=imprimatur&password=imprimatur";
    }

    private static Properties properties(Path file) {
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}

package dev.imprimatur.system.schema;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * The migrations of a service, as they are and as they were released. {@code released-migrations.txt} has the digest
 * and the path of each file that was released.
 */
public final class Migrations {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Path SETTINGS =
            ROOT.resolve("messaging/src/main/resources/META-INF/microprofile-config.properties");
    private static final Path RECORD = ROOT.resolve("system-tests/src/test/resources/released-migrations.txt");

    private static final Path CONTRACTED = RECORD.resolveSibling("contracted.txt");

    private final List<Path> folders;

    private Migrations(List<Path> folders) {
        this.folders = folders;
    }

    /** Those that a service runs, its own and those of the libraries that it keeps tables for. */
    public static Migrations of(String service) throws IOException {
        Path resources = ROOT.resolve(service + "-service/src/main/resources");
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(resources.resolve("application.properties"))) {
            properties.load(stream);
        }
        return new Migrations(Stream.of(
                        properties.getProperty("quarkus.flyway.locations").split(","))
                .map(location -> switch (location) {
                    case "db/migration" -> resources.resolve(location);
                    default ->
                        ROOT.resolve(location.substring(3))
                                .resolve("src/main/resources")
                                .resolve(location);
                })
                .toList());
    }

    /** The folders as they are. */
    public List<Path> newest() {
        return folders;
    }

    /** Copies of the folders with the released files alone. */
    public List<Path> released(Path into) throws IOException {
        Map<Path, String> record = record();
        List<Path> copies = new ArrayList<>();
        for (Path folder : folders) {
            Path copy = Files.createDirectory(into.resolve("from" + copies.size()));
            for (Path file : files(folder)) {
                if (record.containsKey(ROOT.relativize(file))) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            copies.add(copy);
        }
        return copies;
    }

    /** Migrates a schema as a service does at its start, with the migrations in these folders. */
    public void run(String url, String schema, List<Path> from) {
        Flyway.configure()
                .ignoreMigrationPatterns(ignored())
                .dataSource(url, null, null)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .locations(from.stream().map(folder -> "filesystem:" + folder).toArray(String[]::new))
                .load()
                .migrate();
    }

    /** Of what a service itself sets; without it Quarkus takes Flyway's own default away. */
    private static String[] ignored() {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(SETTINGS)) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Boolean.parseBoolean(settings.getProperty("quarkus.flyway.ignore-future-migrations"))
                ? new String[] {"*:future"}
                : new String[0];
    }

    /** Released files that are gone or have another content now. */
    public static List<String> changed() throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<Path, String> entry : record().entrySet()) {
            Path file = ROOT.resolve(entry.getKey());
            if (!Files.exists(file)) {
                changed.add(entry.getKey() + " was released and is gone");
            } else if (!digest(file).equals(entry.getValue())) {
                changed.add(entry.getKey() + " was released with another content: take it back, and add a migration");
            }
        }
        return changed;
    }

    /** Records every file that is new as released; those that are recorded stay as they are. */
    public static void release() throws IOException {
        Map<Path, String> record = record();
        for (String service : List.of("renderer", "builder", "tester", "publisher", "console")) {
            for (Path folder : of(service).folders) {
                for (Path file : files(folder)) {
                    record.putIfAbsent(ROOT.relativize(file), digest(file));
                }
            }
        }
        Files.writeString(
                RECORD,
                record.entrySet().stream()
                        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
                        .collect(Collectors.joining()));
    }

    /** What no release in use relies on any more, though the last one could: one finding a line. */
    public static List<String> contracted() {
        try {
            return Files.exists(CONTRACTED) ? Files.readAllLines(CONTRACTED) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Path, String> record() throws IOException {
        Map<Path, String> record = new TreeMap<>();
        if (Files.exists(RECORD)) {
            for (String line : Files.readAllLines(RECORD)) {
                String[] parts = line.split("  ", 2);
                record.put(Path.of(parts[1]), parts[0]);
            }
        }
        return record;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private static String digest(Path file) throws IOException {
        return Digest.of(Files.readAllBytes(file)).hex();
    }
}

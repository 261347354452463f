package dev.imprimatur.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.messaging.stack.Folders;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole stack of packaged services, brought up by the script in a home of its own. Engine and registries are those
 * that {@code ./imprimatur test} has set up.
 */
public final class Stack implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    /**
     * Services of a test are started often and hash little: the second compiler would take a third more of the start.
     */
    private static final Map<String, String> QUICK_STARTS = Map.of("IMPRIMATUR_SERVICE_JVM", "-XX:TieredStopAtLevel=1");
    /**
     * The other choice for {@code IMPRIMATUR_SERVICE_JVM}, for tests whose services compute much: as users run them.
     */
    static final String BOTH_COMPILERS = "";
    /** For tests that run for an hour: when the JVM compiles is left to it, as in the images. */
    static final String AS_IN_IMAGES = "-XX:TieredStopAtLevel=4 -XX:Tier4InvocationThreshold=5000"
            + " -XX:Tier4MinInvocationThreshold=600 -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000";

    /** What it consists of; broker and database are one process. */
    public static final List<String> PARTS =
            List.of("kafka", "postgres", "renderer", "builder-1", "tester", "publisher", "console");

    /** What has a port: broker and database are one process, and the broker has one more for those who log in. */
    public static final List<String> PORTS =
            Stream.concat(PARTS.stream(), Stream.of("kafka-users")).toList();

    private Script script;
    private Path catalog;
    private final List<String> options;
    private final Map<String, String> environment;
    private final Kafka kafka;

    private Stack(Script script, Path catalog, List<String> options) {
        this.script = script;
        this.catalog = catalog;
        this.options = options;
        start();
        this.environment = script.ok(LIMIT, "env", "--plain")
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        this.kafka = new Kafka(client());
    }

    /** A stack that works on this catalogue. */
    static Stack on(Path catalog) {
        return on(catalog, Map.of());
    }

    /** A stack that works on this catalogue, with variables of the environment. */
    static Stack on(Path catalog, Map<String, String> variables) {
        return on(catalog, variables, List.of());
    }

    /** A stack that is brought up with these options. */
    static Stack on(Path catalog, List<String> options) {
        return on(catalog, Map.of(), options);
    }

    private static Stack on(Path catalog, Map<String, String> variables, List<String> options) {
        checkSetUp();
        try {
            Path home = Files.createTempDirectory("imprimatur-home");
            FreePorts.promise(home, PORTS);
            return new Stack(new Script(home, with(variables)), catalog, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where the script has set up neither engine nor registries for the tests. */
    static void checkSetUp() {
        for (String name : new String[] {"DOCKER_HOST", "IMPRIMATUR_REGISTRY", "IMPRIMATUR_STAGING"}) {
            if (System.getenv(name) == null) {
                throw new IllegalStateException(name + " is not set: run ./imprimatur test");
            }
        }
    }

    /** A stack whose services reach engine, registries, broker and database through what is in their way. */
    static Stack behind(Detours detours, Path catalog) {
        return in(detours.home(), detours.environment(), catalog);
    }

    /** A stack in this home, whose ports are promised already, with variables of the environment. */
    public static Stack in(Path home, Map<String, String> variables, Path catalog) {
        return new Stack(new Script(home, with(variables)), catalog, List.of());
    }

    /** The same with the programs of this checkout. */
    public static Stack in(Path home, Map<String, String> variables, Path catalog, Path checkout) {
        return new Stack(new Script(home, with(variables)).in(checkout), catalog, List.of());
    }

    private static Map<String, String> with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(QUICK_STARTS);
        all.putAll(variables);
        return all;
    }

    /** What did start is not left behind when something else does not. */
    private void start() {
        try {
            up();
        } catch (RuntimeException | Error e) {
            script.run(LIMIT, "down");
            throw e;
        }
    }

    /** Starts whatever does not run. */
    public void up() {
        script.ok(
                LIMIT,
                Stream.concat(Stream.of("up", "--catalog", catalog.toString()), options.stream())
                        .toArray(String[]::new));
    }

    /** Goes over to another catalogue. */
    void up(Path other) {
        catalog = other;
        up();
    }

    /** What is started from now on are the programs of this checkout. What runs goes on as it is. */
    public void goOver(Path checkout) {
        script = script.in(checkout);
    }

    /** Stops everything; what it knows stays. */
    void down() {
        script.ok(LIMIT, "down");
    }

    /** Kills a part at once, without a chance to clean up. */
    public void kill(String part) {
        ProcessHandle process = ProcessHandle.of(pid(part)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The pid of a part. */
    public long pid(String part) {
        try {
            for (JsonNode each :
                    JSON.readTree(script.run(LIMIT, "status", "--json").output())) {
                if (each.path("part").asText().equals(part)) {
                    return each.path("pid").asLong();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("no part is called " + part);
    }

    /** The script in this stack's home. */
    public Script script() {
        return script;
    }

    /** Its broker, as the admin sees it: tests also send what a service alone may send. */
    public Kafka kafka() {
        return kafka;
    }

    /** The configuration of the admin's Kafka clients. */
    public Map<String, Object> client() {
        Properties settings = new Properties();
        try (InputStream file = Files.newInputStream(script.home().resolve("kafka/admin/client.properties"))) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, settings::getProperty));
    }

    /** An address that {@code ./imprimatur env} tells. */
    public String address(String name) {
        return environment.get(name);
    }

    /** The port of a part. */
    int port(String part) throws IOException {
        try (Stream<String> lines = Files.lines(script.home().resolve("ports.env"))) {
            return lines.filter(line -> line.startsWith(part + "="))
                    .map(line -> Integer.parseInt(line.substring(part.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The header {@code Authorization} that lets a request by REST change something. */
    public String authorization() {
        try {
            return "Bearer "
                    + Files.readString(Path.of(address("IMPRIMATUR_TOKEN_FILE")))
                            .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its production registry. */
    Registry production() {
        return Registry.parse(environment.get("IMPRIMATUR_REGISTRY"));
    }

    @Override
    public void close() {
        kafka.close();
        down();
        // Logs stay: they tell why a test failed.
        Folders.remove(script.home().resolve("programs"));
    }
}

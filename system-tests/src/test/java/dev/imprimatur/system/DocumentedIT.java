package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.document.ShownBlock;
import dev.imprimatur.system.document.ShownCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Types every command that a document shows, unless a comment there says that it is not run, and compares what is
 * printed with what the document says. One stack does for all documents; the first one brings it up.
 */
@Tag("soak")
class DocumentedIT {
    /** Services of a stack, and the port that a document shows. */
    private static final Map<String, String> PORTS = Map.of(
            "kafka", "9094",
            "production", "5000",
            "console", "8080",
            "renderer", "8081",
            "builder-1", "8082",
            "tester", "8083",
            "publisher", "8084");

    /** A part of the documents' names, to type those alone. */
    private static final String ONLY = System.getProperty("imprimatur.documents", "");

    private static final Duration LONG = Duration.ofSeconds(3);

    @TempDir
    static Path folder;

    private static TypedCheckout checkout;
    private static DocumentedSurroundings surroundings;
    private static Path home;
    private static final Map<String, List<ShownCommand>> COMMANDS = new TreeMap<>();
    /** What was typed already, as it stands, shows nothing new. */
    private static final Set<String> TYPED = new HashSet<>();

    private static final Set<String> BEGUN = new HashSet<>();

    @BeforeAll
    static void layOut() throws IOException {
        Stack.checkSetUp();
        // A failed test runs once more, on a stack of its own.
        TYPED.clear();
        BEGUN.clear();
        home = Files.createTempDirectory("imprimatur-home");
        Map<String, Integer> ports = FreePorts.promise(
                home,
                Stream.concat(Stack.PORTS.stream(), Stream.of("production")).toList());
        checkout = new TypedCheckout(folder, home);
        // A registry of its own, since others publish images of the same names.
        checkout.set("IMPRIMATUR_REGISTRY", "");
        checkout.set("IMPRIMATUR_SERVICE_JVM", "-XX:TieredStopAtLevel=1");
        PORTS.forEach((part, port) -> checkout.places().place("localhost:" + port, "localhost:" + ports.get(part)));
        checkout.places().place("localhost:5001", System.getenv("IMPRIMATUR_STAGING"));
        checkout.write("deploy/kubernetes/overlays/mine/kustomization.yaml", "resources: [../managed]\n");
        surroundings = new DocumentedSurroundings(checkout, home);
    }

    @AfterAll
    static void down() {
        if (home != null) {
            new Script(home).run(Duration.ofMinutes(2), "down");
        }
    }

    static List<String> documents() throws Exception {
        read();
        return COMMANDS.keySet().stream()
                .filter(document -> document.contains(ONLY))
                .sorted(Comparator.comparing(DocumentedSurroundings::place))
                .toList();
    }

    private static void read() throws Exception {
        COMMANDS.clear();
        for (ShownBlock block : ShownBlock.all()) {
            if (block.language().isEmpty()) {
                block.commands().stream()
                        .filter(ShownCommand::isTyped)
                        .forEach(command -> COMMANDS.computeIfAbsent(command.document(), any -> new ArrayList<>())
                                .add(command));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentShowsCanBeTypedAsItStands(String document) throws Exception {
        if (DocumentedSurroundings.needsFirst(document)) {
            typeOnce(DocumentedSurroundings.FIRST);
        }
        typeOnce(document);
    }

    private static void typeOnce(String document) throws Exception {
        if (!BEGUN.add(document)) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        Instant begin = Instant.now();
        surroundings.prepare(document);
        note(begin, "what " + document + " takes for granted");
        for (ShownCommand command : COMMANDS.get(document)) {
            if (!wasTyped(command)) {
                type(command, wrong);
            }
        }
        surroundings.putRight(document);
        assertThat(wrong).isEmpty();
    }

    private static void type(ShownCommand command, List<String> wrong) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        try {
            String printed = checkout.type(command);
            TYPED.add(plain(command));
            List<String> missing = ShownOutput.missing(checkout.places().here(command.output()), printed);
            if (!missing.isEmpty()) {
                wrong.add("%s%nprints%n%s%nbut not %s".formatted(command, printed, missing));
            }
        } catch (AssertionError e) {
            wrong.add(command + "\n" + e.getMessage());
        } finally {
            note(begin, command.toString());
        }
    }

    /** What takes long has to be worth it: all of this is to be done in three minutes. */
    private static void note(Instant begin, String what) {
        Duration taken = Duration.between(begin, Instant.now());
        if (taken.compareTo(LONG) > 0) {
            System.out.printf("%5.1f s  %s%n", taken.toMillis() / 1000.0, what);
        }
    }

    /** Without remarks and reasons, which change nothing. */
    private static String plain(ShownCommand command) {
        return command.text().replaceFirst(" +# .*", "").replaceFirst(" --reason (\"[^\"]*\"|\\S+)", "");
    }

    /** Whether it was typed before, and can show nothing else now. */
    private static boolean wasTyped(ShownCommand command) {
        String text = plain(command);
        return command.output().isEmpty()
                && text.matches("\\./imprimatur (?!up|down|rollback|unblock).*")
                && !text.contains("$")
                && TYPED.contains(text);
    }
}

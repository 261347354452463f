package dev.imprimatur.cli.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.attestation.key.KeyFile;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the keys of a home, makes a new one, retires an old one, and takes trust away from a stolen one. */
@Command(
        name = "keys",
        description = "Show the keys that verdicts are signed with and believed by; no service is needed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur keys",
            "  imprimatur keys --pem > imprimatur.pub",
            "  imprimatur keys rotate",
            "  imprimatur keys retire 6f1c0a",
            "  imprimatur keys distrust 6f1c0a",
            "  imprimatur keys distrust 6f1c0a --since 2026-11-27T18:00:00Z"
        })
public final class KeysCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            defaultValue = "${env:IMPRIMATUR_HOME:-.imprimatur}/keys",
            description = "the folder of keys (default: keys/ in IMPRIMATUR_HOME)")
    Path folder;

    @Option(names = "--pem", description = "print the public key that signs now, as PEM")
    boolean pem;

    @Option(names = "--json", description = "print one JSON array of objects")
    boolean json;

    /** A trusted key, whether it is the one that signs, and what its files say against it, or null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Row(String key, boolean signs, String limits, String pem) {}

    @Override
    public Integer call() throws IOException {
        KeyFolder keys = new KeyFolder(folder);
        String current = keys.signing().id();
        if (pem) {
            spec.commandLine().getOut().print(keys.signing().pem());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        List<Row> rows = keys.trusted().keySet().stream()
                .map(keys::file)
                .map(file -> new Row(
                        file.key().id(),
                        file.key().id().equals(current),
                        limits(file),
                        file.key().pem()))
                .toList();
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(rows));
        } else {
            Table<Row> table = Table.of(rows)
                    .column("TRUSTED KEY", Row::key)
                    .column("SIGNS", row -> row.signs() ? "yes" : "")
                    .column("LIMITS", Row::limits);
            spec.commandLine().getOut().println(table);
        }
        return ExitCode.OK;
    }

    private static String limits(KeyFile file) {
        String limits = Stream.of(
                        file.until() == null ? "" : "until " + file.until(),
                        file.receivedBefore() == null ? "" : "distrusted since " + file.receivedBefore(),
                        file.problem() == null ? "" : "counts for nothing, " + file.problem())
                .filter(limit -> !limit.isEmpty())
                .collect(Collectors.joining(", "));
        return limits.isEmpty() ? null : limits;
    }

    /** Goes over to a new key; both are trusted until the old one is retired. */
    @Command(
            description = "Sign with a new key from now on; the old one stays trusted.",
            footerHeading = "%nExamples:%n",
            footer = {"  imprimatur keys rotate"})
    int rotate() throws IOException {
        KeyFolder keys = new KeyFolder(folder);
        PublicKey old = keys.signing();
        PublicKey fresh = keys.rotate();
        spec.commandLine().getOut().println("verdicts are signed with " + fresh.id() + " now");
        spec.commandLine()
                .getOut()
                .println(old.id() + " is still trusted; once its verdicts are published: imprimatur keys retire "
                        + old.id().substring(0, 12));
        return ExitCode.OK;
    }

    /** Lets a key sign nothing new. */
    @Command(
            description = "Believe nothing new of a key; what it signed before stays valid.",
            footerHeading = "%nExamples:%n",
            footer = {"  imprimatur keys retire 6f1c0a"})
    int retire(@Parameters(paramLabel = "KEY", description = "the beginning of its id") String id) throws IOException {
        KeyFolder keys = new KeyFolder(folder);
        return change(keys, id, keys.trusted().keySet(), key -> {
            keys.retire(key);
            String limits = limits(keys.file(key));
            return " is retired: what it signed stays valid"
                    + (limits == null ? "" : ", but for its limits: " + limits);
        });
    }

    /** Takes trust away from a key. */
    @Command(
            description = "Believe nothing of a key any more, what it signed before neither: it was stolen.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur keys distrust 6f1c0a",
                "  imprimatur keys distrust 6f1c0a --since 2026-11-27T18:00:00Z"
            })
    int distrust(
            @Parameters(paramLabel = "KEY", description = "the beginning of its id") String id,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "believe what it signed and was received before this, 2026-11-27T18:00:00Z")
                    Instant since)
            throws IOException {
        if (since != null && since.isAfter(Instant.now())) {
            spec.commandLine().getErr().println("--since is " + since + ", which is still to come");
            return ExitCode.USAGE;
        }
        KeyFolder keys = new KeyFolder(folder);
        return change(keys, id, keys.readable().keySet(), key -> {
            if (since == null) {
                keys.distrust(key);
                return " is not trusted any more";
            }
            keys.distrust(key, since);
            return " is not trusted any more but for what was received before " + since;
        });
    }

    /** What is done to a key, and how that is said. */
    private interface Change {
        String of(String id) throws IOException;
    }

    private int change(KeyFolder keys, String id, Set<String> known, Change change) throws IOException {
        List<String> matching = known.stream().filter(key -> key.startsWith(id)).toList();
        if (matching.size() != 1) {
            spec.commandLine()
                    .getErr()
                    .println(
                            matching.isEmpty()
                                    ? "no trusted key begins with " + id
                                    : id + " is the beginning of " + matching);
            return matching.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.USAGE;
        }
        if (matching.getFirst().equals(keys.signing().id())) {
            spec.commandLine().getErr().println(id + " is the key that signs; rotate it first: imprimatur keys rotate");
            return ExitCode.USAGE;
        }
        spec.commandLine().getOut().println(matching.getFirst() + change.of(matching.getFirst()));
        return ExitCode.OK;
    }
}

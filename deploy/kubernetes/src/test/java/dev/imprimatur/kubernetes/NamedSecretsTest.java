package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A Secret or ConfigMap that a documented command reads has that very name in the overlay that the command is about.
 */
class NamedSecretsTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern BLOCK = Pattern.compile("(?m)^```\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern APPLIED = Pattern.compile("kubectl apply -k deploy/kubernetes/(overlays/[\\w-]+)");
    private static final Pattern READ =
            Pattern.compile("kubectl (?:-n|--namespace) ([\\w-]+) get (?:secret|configmap)s? ([a-z][\\w-]*)");

    /** A database that the block makes, and waits for. */
    private static final Pattern MADE =
            Pattern.compile("kubectl -n [\\w-]+ wait --for=condition=Ready cluster/([\\w-]+)");

    private record Named(Path page, String overlay, Set<String> made, String namespace, String name) {}

    @Test
    void whatADocumentedCommandReadsIsThere() throws IOException {
        List<Named> named = named();

        assertThat(named).extracting(Named::overlay).contains("overlays/single-node", "overlays/operators");
        assertThat(named).filteredOn(each -> !there(each)).isEmpty();
    }

    private static List<Named> named() throws IOException {
        try (Stream<Path> pages =
                Stream.concat(Files.walk(ROOT.resolve("docs")), Stream.of(Manifests.FOLDER.resolve("README.md")))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .flatMap(NamedSecretsTest::named)
                    .toList();
        }
    }

    private static Stream<Named> named(Path page) {
        return BLOCK.matcher(text(page))
                .results()
                .map(block -> block.group(1))
                .flatMap(block -> READ.matcher(block)
                        .results()
                        .map((MatchResult read) ->
                                new Named(page, overlay(block), made(block), read.group(1), read.group(2))));
    }

    private static Set<String> made(String block) {
        return MADE.matcher(block).results().map(made -> made.group(1)).collect(Collectors.toSet());
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one that the block applies, if that is one of ours. */
    private static String overlay(String block) {
        Matcher applied = APPLIED.matcher(block);
        return applied.find() && Files.exists(Manifests.FOLDER.resolve(applied.group(1)))
                ? applied.group(1)
                : "overlays/operators";
    }

    /** It comes with the overlay, is made by hand for what reads it, or is a CA of the operators'. */
    private static boolean there(Named named) {
        Set<String> names = Manifests.objects(named.overlay()).stream()
                .filter(object -> object.at("/metadata/namespace").asText().equals(named.namespace()))
                .flatMap(object ->
                        Stream.concat(object.findValues("name").stream(), object.findValues("secretName").stream()))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        Stream<String> authorities = Stream.concat(
                of(named, "Kafka").map(kafka -> kafka + "-cluster-ca-cert"),
                Stream.concat(of(named, "Cluster"), named.made().stream()).map(cluster -> cluster + "-ca"));
        return names.contains(named.name()) || authorities.anyMatch(named.name()::equals);
    }

    private static Stream<String> of(Named named, String kind) {
        return Manifests.ofKind(named.overlay(), kind).stream()
                .filter(object -> object.at("/metadata/namespace").asText().equals(named.namespace()))
                .map(object -> object.at("/metadata/name").asText());
    }
}

package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Node.js that ships, from a mirror of its download site, and from npm when that goes away. */
class DownloadSiteIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String VERSION = "22.23.3";
    private static final String NODE = "site-node/" + VERSION + "/bookworm";

    @TempDir
    Path folder;

    private DownloadSite site;
    private Stack stack;
    private Rebuilds rebuilds;

    @BeforeEach
    void start() throws Exception {
        site = new DownloadSite(folder, VERSION, "10.9.9");
        stack = Stack.on(
                catalog(),
                Map.of(
                        // Real images are compressed and compared three times as fast with it.
                        "IMPRIMATUR_SERVICE_JVM",
                        Stack.BOTH_COMPILERS,
                        "IMPRIMATUR_MIRRORS",
                        "https://nodejs.org/dist=" + site.address(),
                        "IMPRIMATUR_RENDERER_FEED_FRESH",
                        "0s"));
        rebuilds = new Rebuilds(stack);
    }

    @AfterEach
    void stop() {
        site.close();
        stack.close();
    }

    @Test
    void theSiteIsPreferredItsChecksumsCountAndNpmTakesItsPlace() throws IOException {
        RebuildId fromSite = rebuilds.all();
        RebuildCompleted first = rebuilds.completed(fromSite, LIMIT);
        assertThat(first.failed()).isEmpty();
        rebuilds.published(fromSite).forEach(rebuilds::readBack);
        assertThat(dockerfile(fromSite))
                .contains("ADD " + site.address() + "/v" + VERSION + "/node-v" + VERSION + "-linux-x64.tar.xz");

        site.tamper();
        RebuildCompleted tampered = rebuilds.completed(node(1), LIMIT);
        assertThat(tampered.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.image()).hasToString(NODE);
            assertThat(failed.failure().retryable()).isFalse();
            assertThat(failed.failure().command()).contains("sha256sum --check");
            assertThat(failed.failure().output()).contains("node-v" + VERSION + "-linux-x64.tar.xz: FAILED");
        });

        site.close();
        assertThat(stack.script().ok(LIMIT, "rebuild", "--stale", "--dry-run", "--json"))
                .as("a site that went away makes nothing stale")
                .doesNotContain(NODE);
        Script.Result plan = stack.script().run(LIMIT, "render", "--catalog", folder + "/catalog", "--refresh");
        assertThat(plan.output()).contains("site-node: as stated (1 image)");
        assertThat(plan.errors()).contains("is taken as the catalogue states, not from " + site.address());
        RebuildId fromNpm = node(0);
        assertThat(rebuilds.completed(fromNpm, LIMIT).failed()).isEmpty();
        assertThat(dockerfile(fromNpm)).contains("npm pack").doesNotContain("ADD ");
    }

    /** Rebuilds it alone, on the bases that there are. */
    private RebuildId node(int exitCode) {
        Set<RebuildId> before = ended();
        assertThat(stack.script()
                        .run(LIMIT, "rebuild", "--select", "site-node", "--wait")
                        .exitCode())
                .isEqualTo(exitCode);
        return ended().stream().filter(id -> !before.contains(id)).findFirst().orElseThrow();
    }

    private Set<RebuildId> ended() {
        return stack.kafka().events(RebuildCompleted.class).stream()
                .map(RebuildCompleted::rebuildId)
                .collect(Collectors.toSet());
    }

    private String dockerfile(RebuildId rebuild) {
        return stack.kafka().events(RenderCompleted.class).stream()
                .filter(event ->
                        event.rebuildId().equals(rebuild) && event.key().equals(NODE))
                .findFirst()
                .orElseThrow()
                .dockerfile();
    }

    /**
     * The catalogue that ships, cut down to one release on one variant. Its families have names of their own, since a
     * build clears away what others of the same image left on the engine, and the demo builds there at the same time.
     */
    private Path catalog() throws IOException {
        Path shipped = Path.of(System.getProperty("imprimatur.root", "..")).resolve("catalog");
        Path copy = folder.resolve("catalog");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(renamed(shipped.relativize(file).toString()));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        edit(copy.resolve("catalog.yaml"), "variants: \\[bookworm, trixie]", "variants: [bookworm]");
        edit(
                copy.resolve("catalog.yaml"),
                "families: \\[node-base, node-fetch, node]",
                "families: [site-base, site-fetch, site-node]");
        for (String family : List.of("site-base", "site-fetch", "site-node")) {
            edit(copy.resolve(family + "/family.yaml"), "(?m)^name: node.*$", "name: " + family);
        }
        edit(copy.resolve("site-base/family.yaml"), "(?m)^  - \\{version: \"13\".*$", "");
        edit(copy.resolve("site-fetch/family.yaml"), "family: node-base", "family: site-base");
        Path node = copy.resolve("site-node/family.yaml");
        edit(node, "family: node-(base|fetch)", "family: site-$1");
        edit(node, "repository: node-\\{variant}", "repository: site-node-{variant}");
        edit(node, "defaultRepository: node", "defaultRepository: site-node");
        edit(node, "(?m)^  - version: (?!" + VERSION.replace(".", "\\.") + ").*\n.*\n.*$", "");
        return copy;
    }

    private static String renamed(String file) {
        return file.replaceFirst("^node-", "site-").replaceFirst("^node/", "site-node/");
    }

    private static void edit(Path file, String pattern, String replacement) throws IOException {
        String before = Files.readString(file);
        String after = before.replaceAll(pattern, replacement);
        assertThat(after).as("%s in %s", pattern, file).isNotEqualTo(before);
        Files.writeString(file, after);
    }
}

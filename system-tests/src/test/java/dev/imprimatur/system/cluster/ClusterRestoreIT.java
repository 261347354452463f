package dev.imprimatur.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The database's volume on a cluster is lost, and its backup put in place of it, by the commands of
 * {@code docs/operating/backup.md} as they stand there; Kafka and the registry went on meanwhile.
 */
@Tag("cluster")
class ClusterRestoreIT {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    /** Its stand-in has a {@code pg_dump} of the server's version. */
    private static final int POSTGRES = 17;

    private static final String SECTION = "## Kubernetes, with the single node's database\n";
    private static final Pattern BLOCK = Pattern.compile("(?s)\n```\n(.*?\n)```");
    private static final String RESTORE = "kubectl -n imprimatur-data exec -i postgres-0 -- pg_restore ";
    private static final List<String> SERVICES = List.of("renderer", "builder", "tester", "publisher", "console");
    private static final String APP = "production.imprimatur-data:5000/app";

    private final Cluster cluster = new Cluster();
    private SingleNode node;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void aLostVolumeAndItsBackupTakeNoTagBack() throws IOException {
        try (SingleNode single = SingleNode.on(cluster, POSTGRES)) {
            node = single;
            List<String> commands = commands();
            succeeded(rebuildAll());

            node.changeBuilds("sleep 5 && echo {version} > /version && echo two > /content");
            String inBackup = rebuildAll();
            await().atMost(LIMIT).until(() -> published(inBackup).size() > 1);
            run(commands.getFirst());
            succeeded(inBackup);
            Map<String, String> two = published(inBackup);
            node.imprimatur("rollback %s:4.1.0 --reason crashes --wait".formatted(APP));
            Map<String, String> rolledBack = tags(two.keySet());
            assertThat(rolledBack.get(APP + ":4.1.0")).isNotEqualTo(two.get(APP + ":4.1.0"));

            node.changeBuilds("sleep 15 && echo {version} > /version && echo three > /content");
            String open = rebuildAll();
            await().atMost(LIMIT).until(() -> published(open).size() > 2);
            String steps = commands.get(1);
            int restore = steps.indexOf(RESTORE);
            run(steps.substring(0, restore));
            Map<String, String> atTheLoss = tags(two.keySet());
            assertThat(atTheLoss).isNotEqualTo(rolledBack);
            nothingRunsOrAsks();
            run(steps.substring(restore));

            String again = await().atMost(LIMIT)
                    .until(this::newest, newest -> !List.of("", inBackup, open).contains(newest));
            await().atMost(LIMIT).until(() -> ended(again));
            assertThat(rebuild(again).path("state").asText()).isEqualTo("succeeded");
            assertThat(rebuild(open).path("state").asText()).isEqualTo("cancelled");
            assertThat(rebuild(inBackup).path("state").asText()).isEqualTo("succeeded");
            Map<String, String> announced = published(open);
            Map<String, String> built = published(again);
            Map<String, String> afterwards = tags(two.keySet());
            rolledBack.forEach((tag, digest) -> {
                if (!atTheLoss.get(tag).equals(digest)) {
                    // A publication that was cut off before it was announced is forgotten, and built again.
                    assertThat(afterwards.get(tag))
                            .as("%s was ahead of the backup, announced as %s", tag, announced.get(tag))
                            .isEqualTo((announced.containsKey(tag) ? atTheLoss : built).get(tag));
                }
                if (tag.startsWith(APP)) {
                    assertThat(afterwards.get(tag))
                            .as(tag + " has what is built now")
                            .isNotEqualTo(digest);
                }
            });
            assertThat(node.imprimatur("blocks").toString()).contains("crashes");

            succeeded(rebuildAll());
            assertThat(tags(two.keySet()))
                    .as("what is built again is unchanged")
                    .isEqualTo(afterwards);
        }
    }

    /** No pod that works, and nothing that would start one or ask for work. */
    private void nothingRunsOrAsks() {
        for (String service : SERVICES) {
            String namespace = service.matches("builder|tester") ? SingleNode.ENGINES : SingleNode.SERVICES;
            assertThat(cluster.pods(namespace, service)).as(service).isZero();
        }
        assertThat(cluster.json("-n %s get cronjob weekly-rebuild".formatted(SingleNode.SERVICES))
                        .at("/spec/suspend")
                        .asBoolean())
                .isTrue();
    }

    /** The document's blocks of commands: the backup, and the way back. */
    private static List<String> commands() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("imprimatur.root"), "docs/operating/backup.md"));
        String section = page.substring(page.indexOf(SECTION) + SECTION.length());
        section = section.substring(0, section.indexOf("\n## "));
        List<String> blocks = BLOCK.matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(1)).contains("\n" + RESTORE);
        return blocks;
    }

    /** As they stand there, but for the manifests, in which builds take longer here. */
    private void run(String commands) throws IOException {
        String script = "cd %s\nkubectl() { command %s \"$@\"; }\nset -e\n%s"
                .formatted(
                        SingleNode.FOLDER,
                        cluster.kubectl(),
                        commands.replace("apply -k deploy/kubernetes/overlays/single-node", SingleNode.APPLY));
        Path file = Files.writeString(SingleNode.FOLDER.resolve("commands.sh"), script);
        Cluster.shell("bash " + file);
    }

    private String rebuildAll() {
        return node.imprimatur("rebuild --all").path("id").asText();
    }

    private String newest() {
        return node.imprimatur("rebuilds").path(0).path("id").asText();
    }

    private JsonNode rebuild(String id) {
        return node.imprimatur("rebuilds " + id);
    }

    private boolean ended(String id) {
        return !rebuild(id).path("finishedAt").asText("").isEmpty();
    }

    private void succeeded(String id) {
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(5)).until(() -> ended(id));
        assertThat(rebuild(id).path("state").asText()).isEqualTo("succeeded");
    }

    /** The tags of a rebuild's images that were published by now, and their digest. */
    private Map<String, String> published(String id) {
        Map<String, String> tags = new LinkedHashMap<>();
        StreamSupport.stream(rebuild(id).path("images").spliterator(), false)
                .filter(image -> image.path("stage").asText().matches("published|unchanged"))
                .forEach(image -> image.path("tags")
                        .forEach(tag ->
                                tags.put(tag.asText(), image.path("digest").asText())));
        return tags;
    }

    /** What these tags are in the registry. */
    private Map<String, String> tags(Iterable<String> tags) {
        List<String> asked = StreamSupport.stream(tags.spliterator(), false).toList();
        List<String> digests = ClusterMeasures.ofTheRegistry(cluster)
                .digests(asked.stream()
                        .map(tag -> tag.substring(tag.indexOf('/') + 1))
                        .toList());
        assertThat(digests).hasSameSizeAs(asked);
        Map<String, String> found = new LinkedHashMap<>();
        for (int index = 0; index < asked.size(); index++) {
            found.put(asked.get(index), digests.get(index));
        }
        return found;
    }
}

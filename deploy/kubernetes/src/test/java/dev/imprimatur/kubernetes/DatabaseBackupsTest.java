package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of the database in an object store ({@code components/database-backups}), and a cluster made of them. */
class DatabaseBackupsTest {
    private static final String BACKUPS = "database-backups";
    private static final Path RESTORED = Manifests.FOLDER.resolve("examples/restored-cluster.yaml");
    private static final Pattern DAILY = Pattern.compile("0 \\d+ \\d+ \\* \\* \\*");
    private static final Path PAGE = Path.of(System.getProperty("imprimatur.root"), "docs/operating/backup.md");
    private static final Pattern COMMANDS =
            Pattern.compile("<!-- run by DatabaseBackupsTest -->\\n```\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SHOWN =
            Pattern.compile("```yaml\\n(patches:\\n  - target: \\{kind: ObjectStore}.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    /** By the commands of the document: the overlay has the restored cluster in place of the lost one. */
    private List<JsonNode> restored() throws Exception {
        Path ours = Files.createDirectories(folder.resolve("deploy/kubernetes"));
        Files.copy(RESTORED, Files.createDirectory(ours.resolve("examples")).resolve("restored-cluster.yaml"));
        OverlayCopy copy = OverlayCopy.of("operators", Files.createDirectories(ours.resolve("overlays/mine")));
        copy.use(BACKUPS);
        Matcher commands = COMMANDS.matcher(Files.readString(PAGE));
        assertThat(commands.find()).isTrue();

        Process bash = new ProcessBuilder("bash", "-euc", commands.group(1))
                .directory(folder.toFile())
                .start();

        assertThat(bash.waitFor()).isZero();
        assertThat(Files.readString(copy.file("kustomization.yaml"))).doesNotContain("  - database.yaml\n");
        return Manifests.parse(copy.render());
    }

    private static JsonNode only(List<JsonNode> objects, String kind) {
        List<JsonNode> found = objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    @Test
    void theLogGoesToTheStoreAndTheBackupsAreOfThisCluster() {
        assertBackedUp(Manifests.objects("components/" + BACKUPS), "database");
    }

    /** A ScheduledBackup never changes its cluster. */
    @Test
    void aRestoredClusterHasBackupsOfItsOwn() throws Exception {
        assertBackedUp(restored(), "restored");
    }

    private static void assertBackedUp(List<JsonNode> objects, String name) {
        JsonNode cluster = only(objects, "Cluster");
        JsonNode store = only(objects, "ObjectStore");
        JsonNode backups = only(objects, "ScheduledBackup");
        JsonNode plugin = cluster.at("/spec/plugins/0");

        assertThat(name(cluster)).isEqualTo(name);
        assertThat(name(backups)).isEqualTo(name);
        assertThat(backups.at("/spec/cluster/name").asText()).isEqualTo(name);
        assertThat(plugin.path("isWALArchiver").asBoolean()).isTrue();
        assertThat(plugin.at("/parameters/barmanObjectName").asText()).isEqualTo(name(store));
        assertThat(plugin.path("parameters").has("serverName"))
                .as("each in a folder with its own name")
                .isFalse();
        assertThat(backups.at("/spec/method").asText()).isEqualTo("plugin");
        assertThat(backups.at("/spec/pluginConfiguration/name")).isEqualTo(plugin.path("name"));
        assertThat(List.of(cluster, store, backups))
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/namespace").asText()).isEqualTo("imprimatur-data"));
    }

    /** What is applied before the overlay is what the overlay has, and the lost one but for where it comes from. */
    @Test
    void aRestoredClusterIsTheLostOneMadeOfItsBackups() throws Exception {
        JsonNode applied = Manifests.YAML.readTree(RESTORED.toFile());
        JsonNode lost = only(Manifests.objects("components/" + BACKUPS), "Cluster");
        JsonNode source = applied.at("/spec/externalClusters/0");

        assertThat(applied).isEqualTo(only(restored(), "Cluster"));
        assertThat(new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions")).mistakes(applied))
                .isEmpty();
        assertThat(applied.at("/spec/bootstrap/recovery/source")).isEqualTo(source.path("name"));
        assertThat(source.at("/plugin/parameters/barmanObjectName"))
                .isEqualTo(lost.at("/spec/plugins/0/parameters/barmanObjectName"));
        assertThat(source.at("/plugin/parameters/serverName").asText()).isEqualTo(name(lost));
        assertThat(List.of("database", "owner"))
                .allSatisfy(key -> assertThat(applied.at("/spec/bootstrap/recovery/" + key))
                        .isEqualTo(lost.at("/spec/bootstrap/initdb/" + key)));
        assertThat(withoutOrigin(applied)).isEqualTo(withoutOrigin(lost));
    }

    private static JsonNode withoutOrigin(JsonNode cluster) {
        ObjectNode spec = cluster.path("spec").deepCopy();
        return spec.without(List.of("bootstrap", "externalClusters"));
    }

    /** What happened since the last one is read from Kafka. */
    @Test
    void kafkaKeepsEventsLongerThanTheTimeBetweenTwoBackups() {
        List<JsonNode> objects = Manifests.objects("components/" + BACKUPS);

        assertThat(only(objects, "ScheduledBackup").at("/spec/schedule").asText())
                .matches(DAILY);
        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("KafkaTopic"))
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(Duration.ofMillis(
                                topic.at("/spec/config/retention.ms").asLong()))
                        .isGreaterThan(Duration.ofDays(2)));
    }

    @Test
    void theDatabaseReachesTheStoreWhereverItIsAndNothingElseIsOpened() {
        Surroundings without = Surroundings.of(Manifests.objects("overlays/operators"));
        Surroundings with = Surroundings.of(Manifests.objects("components/" + BACKUPS));

        assertThat(with.reachable())
                .isEqualTo(without.reachable())
                .contains("postgres -> public any", "postgres -> private any");
    }

    /** Where the store is, and no key of {@code values.yaml}. */
    @Test
    void theReadmesPatchIsAllThatIsFilledIn() throws Exception {
        Matcher shown = SHOWN.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(shown.find()).isTrue();

        OverlayCopy copy = OverlayCopy.of("operators", folder);
        copy.use(BACKUPS);
        copy.patch(shown.group(1));
        List<JsonNode> objects = Manifests.parse(copy.render());

        assertThat(only(objects, "ObjectStore").toString())
                .contains("s3://images-backups/imprimatur", "60d")
                .doesNotContain("example.com");
        assertThat(only(objects, "ScheduledBackup").at("/spec/schedule").asText())
                .isEqualTo("0 47 */6 * * *");
    }

    /** It has none of CloudNativePG's. */
    @Test
    void aDatabaseOfOthersIsNotForIt() throws IOException {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use(BACKUPS);

        assertThatThrownBy(copy::render).hasMessageContaining("Cluster");
    }
}

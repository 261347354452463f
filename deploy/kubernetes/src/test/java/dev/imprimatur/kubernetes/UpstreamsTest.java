package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What copies bases from outside to staging ({@code components/upstreams}). */
class UpstreamsTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern SCHEDULE = Pattern.compile("(\\d+) (\\d+) \\* \\* (\\d)");
    private static final Pattern SHOWN =
            Pattern.compile("```yaml\\n(patches:\\n(?:(?!```).)*/data/IMAGES.*?)```", Pattern.DOTALL);
    private static final Pattern IN_COMPOSE = Pattern.compile("for image in (.*); do");

    @TempDir
    Path folder;

    /** However late it was started, it has ended. */
    @Test
    void theWeeklyRebuildBeginsAfterIt() throws Exception {
        List<JsonNode> objects = withUpstreams("").stream()
                .filter(object -> object.path("kind").asText().equals("CronJob"))
                .toList();
        JsonNode copies = named(objects, "upstreams").path("spec");
        JsonNode rebuild = named(objects, "weekly-rebuild").path("spec");
        long latest = minutes(copies) * 60
                + copies.path("startingDeadlineSeconds").asLong()
                + copies.at("/jobTemplate/spec/activeDeadlineSeconds").asLong();

        assertThat(day(copies)).isEqualTo(day(rebuild));
        assertThat(latest).isLessThanOrEqualTo(minutes(rebuild) * 60);
        assertThat(copies.path("startingDeadlineSeconds").asLong()).isPositive();
        assertThat(copies.at("/jobTemplate/spec/activeDeadlineSeconds").asLong())
                .isPositive();
        assertThat(rebuild.path("timeZone").asText()).isEqualTo("Asia/Tokyo");
        assertThat(copies.path("timeZone").asText()).isEqualTo("Asia/Tokyo");
    }

    /** The script, with a skopeo that cannot copy one of them. */
    @Test
    void oneThatCannotBeCopiedKeepsNoneFromBeingCopiedAndFailsTheJob() throws Exception {
        assertThat(run("debian:trixie gone:1 golang:1.25", "gone:1")).isNotZero();
        assertThat(Files.readString(folder.resolve("asked")))
                .isEqualTo(asked("debian:trixie") + asked("gone:1") + asked("golang:1.25"));
    }

    @Test
    void itSucceedsOnceAllAreCopied() throws Exception {
        assertThat(run("debian:bookworm debian:trixie", "gone:1")).isZero();
        assertThat(Files.readString(folder.resolve("asked")))
                .isEqualTo(asked("debian:bookworm") + asked("debian:trixie"));
    }

    /** What README shows is rendered: bases and image of an overlay. */
    @Test
    void anOverlaySaysWhichBasesAndWhichImage() throws Exception {
        Matcher shown = SHOWN.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")));
        assertThat(shown.find()).isTrue();

        List<JsonNode> objects = withUpstreams(shown.group(1));
        Manifests.Workload copies = copies(objects);
        String list =
                variable(copies, "IMAGES").at("/valueFrom/configMapKeyRef/name").asText();

        assertThat(named(objects, list).at("/data/IMAGES").asText()).contains("golang:1.25");
        assertThat(copies.containers().map(container -> container.path("image").asText()))
                .singleElement()
                .asString()
                .doesNotContain("example.com");
    }

    @Test
    void itsBasesAreThoseOfOneMachineAndCompose() throws IOException {
        List<String> images = List.of(Manifests.ofKind("components/upstreams", "ConfigMap").stream()
                .filter(object -> object.at("/data").has("IMAGES"))
                .map(object -> object.at("/data/IMAGES").asText())
                .findFirst()
                .orElseThrow()
                .split(" "));

        assertThat(images).isEqualTo(Files.readAllLines(ROOT.resolve("deploy/local/upstreams")));
        assertThat(IN_COMPOSE
                        .matcher(Files.readString(ROOT.resolve("docker-compose.yml")))
                        .results()
                        .map((MatchResult loop) -> List.of(loop.group(1).split(" "))))
                .containsExactly(images);
    }

    @Test
    void itIsAsRestrictedAsTheServices() {
        Manifests.Workload copies = copies(Manifests.objects("components/upstreams"));

        assertThat(copies.pod().path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(copies.pod().path("serviceAccountName").asText()).isEqualTo("upstreams");
        assertThat(copies.pod().at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(copies.pod().at("/securityContext/seccompProfile/type").asText())
                .isEqualTo("RuntimeDefault");
        assertThat(copies.containers()).singleElement().satisfies(container -> {
            assertThat(container.path("securityContext"))
                    .isEqualTo(
                            Manifests.YAML.readTree(
                                    "{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}"));
            assertThat(container.at("/resources/limits").has("memory")).isTrue();
        });
    }

    /** An overlay that has this component too, with a time zone of its own. */
    private List<JsonNode> withUpstreams(String more) throws IOException, InterruptedException {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("upstreams");
        copy.change("values.yaml", yaml -> yaml.replace("Etc/UTC", "Asia/Tokyo"));
        copy.add(more);
        return Manifests.parse(copy.render());
    }

    private int run(String images, String missing) throws IOException, InterruptedException {
        Path skopeo = folder.resolve("skopeo");
        Files.writeString(
                skopeo,
                "#!/bin/sh\necho \"$*\" >>%s/asked\ncase \"$*\" in *%s*) exit 1 ;; esac\n".formatted(folder, missing));
        Files.setPosixFilePermissions(skopeo, PosixFilePermissions.fromString("rwxr-xr-x"));
        JsonNode container = copies(Manifests.objects("components/upstreams"))
                .containers()
                .findFirst()
                .orElseThrow();
        ProcessBuilder script = new ProcessBuilder(Stream.of("command", "args")
                .flatMap(part -> Manifests.stream(container.path(part)))
                .map(JsonNode::asText)
                .toList());
        script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        script.environment().put("IMAGES", images);
        script.environment().put("STAGING", "staging.example.org");
        return script.inheritIO().start().waitFor();
    }

    private static String asked(String image) {
        return "copy --all --retry-times 3 docker://%1$s docker://staging.example.org/upstream/%1$s\n".formatted(image);
    }

    private static JsonNode variable(Manifests.Workload workload, String name) {
        return workload.containers()
                .flatMap(container -> Manifests.stream(container.path("env")))
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Manifests.Workload copies(List<JsonNode> objects) {
        return Manifests.workloads(objects)
                .filter(workload -> workload.name().equals("upstreams"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode named(List<JsonNode> objects, String name) {
        return objects.stream()
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long minutes(JsonNode cronJob) {
        MatchResult schedule = schedule(cronJob);
        return Long.parseLong(schedule.group(2)) * 60 + Long.parseLong(schedule.group(1));
    }

    private static String day(JsonNode cronJob) {
        return schedule(cronJob).group(3);
    }

    private static MatchResult schedule(JsonNode cronJob) {
        Matcher schedule = SCHEDULE.matcher(cronJob.path("schedule").asText());
        assertThat(schedule.matches()).as("%s", cronJob.path("schedule")).isTrue();
        return schedule;
    }
}

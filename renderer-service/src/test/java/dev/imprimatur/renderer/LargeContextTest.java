package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.Folders;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.registry.TarArtifact;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts and tests that are too large for events, stored in the real staging registry. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@QuarkusTestResource(RegistryGate.class)
class LargeContextTest extends Pipeline {
    @TempDir
    Path folder;

    private Path alone;
    private String definition;

    @BeforeEach
    void remember() throws IOException {
        alone = config.catalog().resolve("alone");
        definition = Files.readString(alone.resolve("family.yaml"));
    }

    @AfterEach
    void openTheGateAndLeaveTheFamilyAsItWas() throws IOException {
        System.clearProperty(RegistryGate.CLOSED);
        Files.writeString(alone.resolve("family.yaml"), definition);
        Folders.remove(alone.resolve("files"));
        Files.deleteIfExists(alone.resolve("tests/ok/data"));
        List.of("one", "two", "three").forEach(test -> Folders.remove(alone.resolve("tests/" + test)));
    }

    @Test
    void theyAreStoredOnceAndNamedByDigest() throws IOException {
        large("alone/files/data", 1_000_000);
        large("alone/tests/ok/data", 500_000);
        context("alone");

        request("rebuild-selected", "alone");
        RenderCompleted event = rendered("alone/3.0.0/bookworm");

        Archive context = event.context();
        assertThat(context.tar()).isEmpty();
        assertThat(context.stored().size()).isGreaterThan(1_000_000);
        Path fetched = folder.resolve("fetched.tar");
        TarArtifact.fetch(registry, context.stored().reference(), context.digest(), context.size(), fetched);
        assertThat(fetched).hasSize(context.size());
        assertThat(event.tests().getFirst().files().stored().reference().repository())
                .hasToString("imprimatur/contexts");
        assertThat(registry.head(event.tests().getFirst().files().stored().reference()))
                .isPresent();
        publish(event);
        completed();

        next();
        request("rebuild-selected", "alone");
        RenderCompleted again = rendered("alone/3.0.0/bookworm");
        assertThat(again.context()).isEqualTo(context);
        publish(again);
        completed();
    }

    @Test
    void whatIsTooLargeTogetherIsStoredUntilTheRestFits() throws IOException {
        large("alone/files/data", 240_000);
        context("alone");
        String tests = "tests: [{path: tests/ok}";
        for (String test : List.of("one", "two", "three")) {
            large("alone/tests/" + test + "/data", 230_000);
            Files.writeString(config.catalog().resolve("alone/tests/" + test + "/Dockerfile"), "RUN true\n");
            tests += ", {path: tests/" + test + "}";
        }
        Path family = alone.resolve("family.yaml");
        Files.writeString(family, Files.readString(family).replace("tests: [{path: tests/ok}", tests));

        request("rebuild-selected", "alone");
        RenderCompleted event = rendered("alone/3.0.0/bookworm");

        List<Archive> archives = Stream.concat(
                        Stream.of(event.context()), event.tests().stream().map(ImageTest::files))
                .toList();
        assertThat(archives.stream()
                        .filter(each -> each.stored() == null)
                        .mapToLong(Archive::size)
                        .sum())
                .isBetween(200_000L, (long) Archive.LIMIT_TOGETHER);
        assertThat(archives)
                .filteredOn(each -> each.stored() != null && each.size() <= Archive.LIMIT)
                .hasSize(2)
                .allSatisfy(each -> {
                    Path fetched = folder.resolve(each.digest().abbreviated());
                    TarArtifact.fetch(registry, each.stored().reference(), each.digest(), each.size(), fetched);
                    assertThat(Digest.of(Files.readAllBytes(fetched))).isEqualTo(each.digest());
                });
        publish(event);
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() throws IOException {
        large("alone/files/data", 900_000);
        context("alone");
        System.setProperty(RegistryGate.CLOSED, "true");

        request("rebuild-selected", "alone");
        await().during(UpstreamOutageTest.LONGER_THAN_ALL_ATTEMPTS)
                .atMost(Duration.ofSeconds(30))
                .until(() -> renderedImages().isEmpty());
        System.clearProperty(RegistryGate.CLOSED);

        RenderCompleted event = rendered("alone/3.0.0/bookworm");
        assertThat(registry.head(event.context().stored().reference())).isPresent();
        publish(event);
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void whatIsTooLargeFailsTheRebuildWithItsPlace() throws IOException {
        large("alone/files/data", 3_000_000);
        context("alone");

        request("rebuild-selected", "alone");
        RebuildCompleted completed = completed();

        assertThat(completed.failure().kind()).isEqualTo("catalog-invalid");
        assertThat(completed.failure().message())
                .contains("alone/family.yaml:", "alone/files", "up to 2 MiB are allowed");
    }

    private void large(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random().nextBytes(content);
        Path file = config.catalog().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void context(String family) throws IOException {
        Path file = config.catalog().resolve(family + "/family.yaml");
        String text = Files.readString(file);
        if (!text.contains("context:")) {
            Files.writeString(file, text + "context: files\n");
        }
    }
}

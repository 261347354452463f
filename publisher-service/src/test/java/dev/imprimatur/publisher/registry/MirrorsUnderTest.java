package dev.imprimatur.publisher.registry;

import dev.imprimatur.fixture.Surroundings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Gives tests the real registries of the local set-up, and two mirrors that are registries of their own. */
public class MirrorsUnderTest implements QuarkusTestResourceLifecycleManager {
    private Path folder;
    private LocalRegistry near;
    private LocalRegistry far;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("mirrors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        near = new LocalRegistry(folder.resolve("near"));
        far = new LocalRegistry(folder.resolve("far"));
        near.start();
        far.start();
        return Map.of(
                "imprimatur.publisher.staging",
                Surroundings.registry("IMPRIMATUR_STAGING").host(),
                "imprimatur.publisher.production",
                Surroundings.registry("IMPRIMATUR_REGISTRY").host(),
                "imprimatur.publisher.mirrors",
                near.registry() + "," + far.registry(),
                "imprimatur.publisher.attempts",
                "4",
                "imprimatur.publisher.back-off",
                "100ms",
                "imprimatur.publisher.longest-back-off",
                "500ms",
                "imprimatur.trust.keys",
                TrustFolder.folder());
    }

    /** The mirror that is always there. */
    public LocalRegistry near() {
        return near;
    }

    /** The mirror that is not. */
    public LocalRegistry far() {
        return far;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(MirrorsUnderTest.class));
    }

    @Override
    public void stop() {
        near.stop();
        far.stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

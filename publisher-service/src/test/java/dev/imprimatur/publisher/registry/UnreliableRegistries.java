package dev.imprimatur.publisher.registry;

import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.publisher.approval.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives tests a production registry of their own behind an {@link UnreliableRegistry}; staging is that of the local
 * set-up, or with the argument {@code staging=same} the same registry.
 */
public class UnreliableRegistries implements QuarkusTestResourceLifecycleManager {
    private boolean same;
    private Path folder;
    private UnreliableRegistry production;

    @Override
    public void init(Map<String, String> arguments) {
        same = "same".equals(arguments.get("staging"));
    }

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("registry");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LocalRegistry behind = new LocalRegistry(folder.resolve("production"));
        behind.start();
        production = new UnreliableRegistry(behind);
        String host = production.registry().host();
        return Map.of(
                "imprimatur.publisher.staging",
                same ? host : Surroundings.registry("IMPRIMATUR_STAGING").host(),
                "imprimatur.publisher.production",
                host,
                "imprimatur.publisher.back-off",
                "100ms",
                "imprimatur.publisher.longest-back-off",
                "3s",
                "imprimatur.trust.keys",
                TestKeys.trusted().toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(production, new TestInjector.MatchesType(UnreliableRegistry.class));
    }

    @Override
    public void stop() {
        production.close();
        production.behind().stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

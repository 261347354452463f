package dev.imprimatur.publisher.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The same registries, and one mirror behind an {@link UnreliableRegistry}. */
public class UnreliableMirror extends RegistriesResource {
    private Path folder;
    private UnreliableRegistry mirror;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("mirror");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LocalRegistry behind = new LocalRegistry(folder);
        behind.start();
        mirror = new UnreliableRegistry(behind);
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("imprimatur.publisher.mirrors", mirror.registry().host());
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        super.inject(injector);
        injector.injectIntoFields(mirror, new TestInjector.MatchesType(UnreliableRegistry.class));
    }

    @Override
    public void stop() {
        super.stop();
        mirror.close();
        mirror.behind().stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

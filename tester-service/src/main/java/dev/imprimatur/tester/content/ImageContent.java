package dev.imprimatur.tester.content;

import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.RegistryFailure;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.tester.TesterConfig;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Computes the content digests of staged images and what is installed in them, as far as that is possible. */
@ApplicationScoped
public class ImageContent {
    @Inject
    RegistryClient registries;

    @Inject
    TesterConfig config;

    private ContentReader reader;

    @PostConstruct
    void open() {
        reader = new ContentReader(registries);
    }

    /**
     * The image's content digest, and what is installed in it.
     *
     * @return nothing if it cannot be computed; the log says why
     * @throws EngineException if the staging registry does not give it out, or not what the image's configuration names
     */
    public Optional<ReadImage> of(ImageReference staged, CommandLog log) {
        try {
            long begin = System.nanoTime();
            ReadImage image = reader.read(ImageReference.of(config.staging(), staged.repository(), staged.digest()));
            log.line("==> content %s, read in %.2f s", image.content(), (System.nanoTime() - begin) / 1e9);
            return Optional.of(image);
        } catch (UnknownContentException e) {
            log.line("==> whether it changes anything cannot be computed: %s", e.getMessage());
            return Optional.empty();
        } catch (RegistryException e) {
            throw new EngineException(RegistryFailure.of(e), e);
        }
    }
}

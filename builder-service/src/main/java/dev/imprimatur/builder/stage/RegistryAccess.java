package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.engine.push.Gzip;
import dev.imprimatur.engine.push.ImagePusher;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.RegistryPlace;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Gives the service its client of registries, staging as a place that is watched, and what sends images there. */
@Singleton
class RegistryAccess {
    private static final Logger LOG = Logger.getLogger(RegistryAccess.class);

    @Produces
    @Singleton
    RegistryClient client() {
        return new RegistryClient(RegistryClientSettings.defaults());
    }

    /** No build can end without it. */
    @Produces
    @Singleton
    Place staging(BuilderConfig config) {
        return new RegistryPlace(config.staging());
    }

    @Produces
    @Singleton
    ContextCache contexts(RegistryClient registries, BuilderConfig config) {
        return new ContextCache(
                registries, config.staging(), config.contextCache().asLongValue());
    }

    void close(@Disposes ContextCache contexts) {
        contexts.close();
    }

    @Produces
    @Singleton
    ImagePusher pusher(Engine engine, RegistryClient registries) {
        Gzip gzip = Gzip.fastest();
        LOG.infof("layers are compressed by %s", gzip.name());
        return new ImagePusher(engine, registries, gzip, Path.of(System.getProperty("java.io.tmpdir")));
    }
}

package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.BuildKitRefusal;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Builds by the builder that is wanted, or by the one that can. */
@ApplicationScoped
class BuilderChoice {
    @Inject
    BuilderConfig config;

    @Inject
    Engine engine;

    Digest build(BuildOrder order, CommandLog log) {
        return switch (config.builder()) {
            case CLASSIC -> engine.build(order, log);
            case BUILDKIT -> engine.build(order.by(Builder.BUILDKIT), log);
            case AUTO -> byEither(order, log);
        };
    }

    private Digest byEither(BuildOrder order, CommandLog log) {
        try {
            return engine.build(order.by(Builder.BUILDKIT), log);
        } catch (BuildKitRefusal e) {
            log.line("==> by the classic builder, since BuildKit does not build it: %s", e.why());
            return engine.build(order, log);
        }
    }
}

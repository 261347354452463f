package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.BuildKitDockerfile;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engineaccess.attempt.CommandLog;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

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
        Optional<String> against = refused(order.dockerfile()).or(engine::buildKitTrouble);
        if (against.isPresent()) {
            return classic(order, log, against.get());
        }
        try {
            return engine.build(order.by(Builder.BUILDKIT), log);
        } catch (EngineException e) {
            // BuildKit refuses that before it builds anything.
            if (e.failure().kind() != Failure.Kind.PLATFORM_MISMATCH) {
                throw e;
            }
            return classic(order, log, e.failure().message());
        }
    }

    private static Optional<String> refused(String dockerfile) {
        return BuildKitDockerfile.refused(dockerfile)
                .map(found -> "line " + found.line() + " of the Dockerfile has " + found.what());
    }

    private Digest classic(BuildOrder order, CommandLog log, String why) {
        log.line("==> by the classic builder, since BuildKit does not build it: %s", why);
        return engine.build(order, log);
    }
}

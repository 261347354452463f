package dev.imprimatur.builder.keep;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Removes names that builders gave to images on an engine. An image goes with its last name. */
@ApplicationScoped
class EngineNames {
    private static final Logger LOG = Logger.getLogger(EngineNames.class);

    @Inject
    Engine engine;

    @Inject
    KeptImages kept;

    /** Removes the name. If the engine does not do it, it stays noted. */
    void remove(String engineId, Kept name) {
        try {
            kept.remove(engineId, name, () -> engine.untag(ImageReference.parse(name.reference())));
            LOG.debugf("removed %s from the engine", name.reference());
        } catch (EngineException e) {
            LOG.debugf("%s stays on the engine for now: %s", name.reference(), e.getMessage());
        }
    }
}

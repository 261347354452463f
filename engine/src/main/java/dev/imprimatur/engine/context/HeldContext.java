package dev.imprimatur.engine.context;

import dev.imprimatur.engine.ContextTar;

/** A context that is at hand until it is closed. */
public interface HeldContext extends AutoCloseable {

    /** Its files. */
    ContextTar tar();

    /** Releases it. */
    @Override
    void close();
}

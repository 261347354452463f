package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.context.ContextCache;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gets the files of large tests from staging. */
@Singleton
class Contexts {

    @Produces
    @Singleton
    ContextCache contexts(TesterConfig config) {
        return ContextCache.ofUser(config.contextCache().asLongValue());
    }

    void close(@Disposes ContextCache contexts) {
        contexts.close();
    }
}

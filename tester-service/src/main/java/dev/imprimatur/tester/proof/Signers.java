package dev.imprimatur.tester.proof;

import dev.imprimatur.messaging.proof.Tellers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    Tellers builders(BuildsConfig builds) {
        return new Tellers("a builder", "imprimatur.builds", builds.keys(), builds.unsigned());
    }
}

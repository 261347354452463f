package dev.imprimatur.tester.proof;

import dev.imprimatur.messaging.proof.TrustedSenders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    TrustedSenders builders(BuildsConfig builds) {
        return new TrustedSenders("a builder", "imprimatur.builds", builds.keys(), builds.unsigned());
    }
}

package dev.imprimatur.renderer.proof;

import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.proof.TrustedSenders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    SignedResults results(BuildsConfig builds, TrustConfig trust, PublicationsConfig publications) {
        return new SignedResults(
                new TrustedSenders("a builder", "imprimatur.builds", builds.keys(), builds.unsigned()),
                trust.keys(),
                new TrustedSenders(
                        "a publisher", "imprimatur.publications", publications.keys(), publications.unsigned()));
    }
}

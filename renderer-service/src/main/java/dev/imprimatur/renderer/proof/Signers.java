package dev.imprimatur.renderer.proof;

import dev.imprimatur.messaging.proof.SignedResults;
import dev.imprimatur.messaging.proof.Tellers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    SignedResults results(BuildsConfig builds, TrustConfig trust, PublicationsConfig publications) {
        return new SignedResults(
                new Tellers("a builder", "imprimatur.builds", builds.keys(), builds.unsigned()),
                trust.keys(),
                new Tellers("a publisher", "imprimatur.publications", publications.keys(), publications.unsigned()));
    }
}

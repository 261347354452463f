package dev.imprimatur.renderer.proof;

import dev.imprimatur.messaging.proof.SignedResults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    SignedResults results(TrustConfig trust, PublicationsConfig publications) {
        return new SignedResults(trust.keys(), publications.keys(), publications.unsigned());
    }
}

package dev.imprimatur.builder.proof;

import dev.imprimatur.messaging.proof.Testers;
import dev.imprimatur.messaging.proof.TrustedSenders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Believes those whose keys are configured. */
class Signers {
    @Produces
    @Singleton
    Testers testers(TrustConfig trust) {
        return new Testers(trust.keys());
    }

    @Produces
    @Singleton
    TrustedSenders publishers(PublicationsConfig publications) {
        return new TrustedSenders(
                "a publisher", "imprimatur.publications", publications.keys(), publications.unsigned());
    }
}

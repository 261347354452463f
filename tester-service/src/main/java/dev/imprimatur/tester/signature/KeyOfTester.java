package dev.imprimatur.tester.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The tester's key: from the configuration, from a file, or made at the first start. */
@ApplicationScoped
class KeyOfTester {
    @Inject
    SigningConfig config;

    /**
     * Reads the key, or makes it.
     *
     * @throws IllegalArgumentException if there is none, or it is no key; the message names the configuration's key
     */
    SigningKey load() {
        return new OwnKey(config.key(), config.keyFile(), config.trustFolder()).load("verdicts");
    }
}

package dev.imprimatur.tester.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.messaging.proof.Signer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The tester's key: from the configuration, from a file, or made at the first start. */
@ApplicationScoped
class KeyOfTester implements Signer {
    private static final String SIGNS = "verdicts";

    @Inject
    SigningConfig config;

    /**
     * Reads the key, or makes it.
     *
     * @throws IllegalArgumentException if there is none, or it is no key; the message names the configuration's key
     */
    SigningKey load() {
        return ownKey().load(SIGNS);
    }

    @Override
    public Optional<String> lacking() {
        return ownKey().trouble(SIGNS);
    }

    private OwnKey ownKey() {
        return new OwnKey(config.key(), config.keyFile(), config.trustFolder());
    }
}

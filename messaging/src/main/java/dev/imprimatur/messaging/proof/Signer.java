package dev.imprimatur.messaging.proof;

import java.util.Optional;

/** Signs with a key of the service's own. */
public interface Signer {

    /** Why it cannot now, if so. */
    Optional<String> lacking();
}

package dev.imprimatur.places;

import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** Asks registries, once and not patiently. */
final class Probe {
    private static final Duration SOON = Duration.ofSeconds(3);
    /** What JDKs say of an answer that does not begin as TLS does: "Unsupported or unrecognized", "Unrecognized". */
    private static final String NO_TLS = "recognized SSL message";

    private static final RegistryClient CLIENT = new RegistryClient(new RegistryClientSettings(
            1, SOON, SOON, RegistryClientSettings.defaults().slowestTransfer(), SOON, SOON));

    private Probe() {}

    /**
     * What is wrong with a registry that is asked this, if anything is. What it refuses is reported by the work itself.
     */
    static Optional<String> trouble(Consumer<RegistryClient> question) {
        return trouble(question, failure -> false);
    }

    /** Like that; such a failure is none. */
    static Optional<String> trouble(Consumer<RegistryClient> question, Predicate<RegistryException> none) {
        try {
            question.accept(CLIENT);
            return Optional.empty();
        } catch (RegistryException e) {
            return isTrouble(e.kind()) && !none.test(e) ? Optional.of(e.getMessage()) : Optional.empty();
        }
    }

    /** Whether what answered is there, and speaks something else than TLS. */
    static boolean speaksNoTls(RegistryException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    && String.valueOf(cause.getMessage()).contains(NO_TLS)) {
                return true;
            }
        }
        return false;
    }

    /** Whether such a failure can be the registry's trouble, and no refusal of what it was asked. */
    static boolean isTrouble(RegistryException.Kind kind) {
        return switch (kind) {
            case REGISTRY_UNREACHABLE,
                    NAME_RESOLUTION,
                    TIMEOUT,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    UPLOAD_INTERRUPTED,
                    TLS -> true;
            case CREDENTIAL_HELPER,
                    INTERRUPTED,
                    UNAUTHORIZED,
                    NOT_FOUND,
                    REFUSED,
                    CONTENT_MISSING,
                    DIGEST_MISMATCH,
                    UNREADABLE,
                    UNEXPECTED_ANSWER -> false;
        };
    }
}

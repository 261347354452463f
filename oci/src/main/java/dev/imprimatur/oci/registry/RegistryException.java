package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.PlainText;
import dev.imprimatur.oci.Registry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A registry did not do what it was asked. The message names the registry, what was asked, and what to do. */
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final transient Registry registry;
    private final int status;
    private final transient Duration retryAfter;

    RegistryException(Kind kind, Registry registry, int status, Duration retryAfter, String message, Throwable cause) {
        super(PlainText.bounded(message), cause);
        this.kind = kind;
        this.registry = registry;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    RegistryException(Kind kind, Registry registry, String message) {
        this(kind, registry, 0, null, message, null);
    }

    /** Of what the client needs for whatever registry it asks. */
    RegistryException(Kind kind, String message) {
        this(kind, null, message);
    }

    /** Why a registry did not do what it was asked. */
    public enum Kind {
        /** No connection, or it broke. */
        REGISTRY_UNREACHABLE(true),
        /** Its name could not be resolved. */
        NAME_RESOLUTION(true),
        /** No answer in time. */
        TIMEOUT(true),
        /** Too many requests, 429. */
        RATE_LIMITED(true),
        /** Its own trouble, 5xx, or a temporary redirect of what changes something, as to a page for maintenance. */
        REGISTRY_ERROR(true),
        /** The registry lost an upload, or a token ran out in the middle of one; it has to begin again. */
        UPLOAD_INTERRUPTED(true),
        /** The program that keeps the login failed. */
        CREDENTIAL_HELPER(true),
        /** The waiting thread was interrupted. */
        INTERRUPTED(true),
        /** No trusted encrypted connection. */
        TLS(false),
        /** No login, a wrong one, or one that may not do this: 401, 403. */
        UNAUTHORIZED(false),
        /** It is not there, 404. */
        NOT_FOUND(false),
        /** Refused for another reason, 4xx. */
        REFUSED(false),
        /** What a manifest names is not there, or was collected since; who brings it again can store the manifest. */
        CONTENT_MISSING(false),
        /** The content is not what its digest or its size says. */
        DIGEST_MISMATCH(false),
        /** A manifest has the digest that was asked for, and is none that can be read. */
        UNREADABLE(false),
        /** An answer that the specification does not allow. */
        UNEXPECTED_ANSWER(false);

        private final boolean temporary;

        Kind(boolean temporary) {
            this.temporary = temporary;
        }

        /** Whether another attempt can succeed without anybody's help. */
        public boolean temporary() {
            return temporary;
        }

        /** The text form, kebab case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /**
     * The registry that did not do it; empty if none was asked. Of a copy from one to another it is the one that
     * failed.
     */
    public Optional<Registry> registry() {
        return Optional.ofNullable(registry);
    }

    /** Whether another attempt can succeed without anybody's help. */
    public boolean temporary() {
        return kind.temporary();
    }

    /** The HTTP status of the registry's answer, or 0 if it gave none. */
    public int status() {
        return status;
    }

    /** How long the registry asks to wait before another attempt. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

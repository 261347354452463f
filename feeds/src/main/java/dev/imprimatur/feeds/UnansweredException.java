package dev.imprimatur.feeds;

import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;

/** An address gave no whole answer: the one that was asked last, where others redirected to it. */
final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_REASON = 100;

    private final FeedException failure;
    private final boolean again;
    private final URI silent;

    private UnansweredException(FeedException failure, boolean again, URI silent) {
        super(failure.getMessage());
        this.failure = failure;
        this.again = again;
        this.silent = silent;
    }

    /** It took too long. */
    static UnansweredException within(String limit, URI asked) {
        return new UnansweredException(tooLong(limit, asked), false, null);
    }

    /** It had all the time that a request may have, and not even began to answer. */
    static UnansweredException silent(String limit, URI asked) {
        return new UnansweredException(tooLong(limit, asked), false, asked);
    }

    /** It is not asked, since its host was silent before. */
    static UnansweredException notAsked(URI address) {
        return new UnansweredException(
                new FeedAwayException("not asked, as its host was silent when this plan asked it before", address),
                false,
                null);
    }

    private static FeedAwayException tooLong(String limit, URI asked) {
        return new FeedAwayException("no whole answer within " + limit, asked);
    }

    /**
     * The connection failed. An answer that is too large stays so, and a certificate until a person does something
     * about it.
     */
    static UnansweredException of(Throwable cause, URI asked) {
        boolean stays = cause instanceof TooLargeException || isCertificate(cause);
        String reason = reason(cause instanceof IOException ? cause : new IOException(cause));
        return new UnansweredException(
                stays ? new FeedException(reason) : new FeedAwayException(reason, asked),
                !stays,
                cause instanceof HttpConnectTimeoutException ? asked : null);
    }

    /** What it is to the feed. */
    FeedException failure() {
        return failure;
    }

    /** Whether another try at once may have an answer. */
    boolean mayBeAskedAgain() {
        return again;
    }

    /** The address whose host was silent, if that is why. */
    Optional<URI> silent() {
        return Optional.ofNullable(silent);
    }

    private static boolean isCertificate(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(CertificateException.class::isInstance);
    }

    /** Some exceptions repeat what the server sent, be it a feed or not. */
    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof ConnectException && failure.getMessage() == null
                ? "nothing listens there, or its name is unknown"
                : message.substring(0, Math.min(LONGEST_REASON, message.length()))
                        .replaceAll("\\p{Cntrl}+", " ");
    }
}

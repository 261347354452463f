package dev.imprimatur.feeds;

import dev.imprimatur.planner.feed.FeedAwayException;
import dev.imprimatur.planner.feed.FeedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.stream.Stream;

/** An address gave no whole answer: the one that was asked last, where others redirected to it. */
final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_REASON = 100;

    private final FeedException failure;
    private final boolean again;

    private UnansweredException(FeedException failure, boolean again) {
        super(failure.getMessage());
        this.failure = failure;
        this.again = again;
    }

    /** It took too long. */
    static UnansweredException within(String limit, URI asked) {
        return new UnansweredException(new FeedAwayException("no whole answer within " + limit, asked), false);
    }

    /**
     * The connection failed. An answer that is too large stays so, and a certificate until a person does something
     * about it.
     */
    static UnansweredException of(Throwable cause, URI asked) {
        boolean stays = cause instanceof TooLargeException || isCertificate(cause);
        String reason = reason(cause instanceof IOException ? cause : new IOException(cause));
        return new UnansweredException(
                stays ? new FeedException(reason) : new FeedAwayException(reason, asked), !stays);
    }

    /** What it is to the feed. */
    FeedException failure() {
        return failure;
    }

    /** Whether another try at once may have an answer. */
    boolean mayBeAskedAgain() {
        return again;
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

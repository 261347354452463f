package dev.imprimatur.publisher;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.PlainText;

/** A publication cannot go on; the report says why, and whether another attempt can succeed. */
public class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient FailureReport report;

    private PublishException(FailureReport report) {
        super(report.message());
        this.report = report;
    }

    /** It cannot go on for this reason. */
    public static PublishException of(FailureReport report) {
        return new PublishException(report);
    }

    /** It must not be published. */
    public static PublishException refused(String kind, String message) {
        return new PublishException(FailureReport.of(kind, false, PlainText.bounded(message)));
    }

    /** It could not be published now. */
    public static PublishException retryable(String kind, String message) {
        return new PublishException(FailureReport.of(kind, true, PlainText.bounded(message)));
    }

    /** The failure as it is announced. */
    public FailureReport report() {
        return report;
    }
}

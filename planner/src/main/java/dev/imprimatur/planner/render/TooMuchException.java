package dev.imprimatur.planner.render;

import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode;

/** A rendering takes more than one may take. */
final class TooMuchException extends TemplateException {
    private static final long serialVersionUID = 1;

    /** Where the template goes beyond the limit; null if that is not known. */
    TooMuchException(TemplateNode.Origin origin, String message) {
        super(origin, message);
    }
}

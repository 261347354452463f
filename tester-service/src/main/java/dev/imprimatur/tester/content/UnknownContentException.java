package dev.imprimatur.tester.content;

/**
 * The content of an image cannot be computed; the message says why. Such an image counts as changed by each rebuild.
 */
class UnknownContentException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownContentException(String message) {
        super(message);
    }
}

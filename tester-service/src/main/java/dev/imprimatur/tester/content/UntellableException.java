package dev.imprimatur.tester.content;

/** The content of an image cannot be computed; the message says why. Such an image counts as another one each time. */
class UntellableException extends Exception {
    private static final long serialVersionUID = 1;

    UntellableException(String message) {
        super(message);
    }
}

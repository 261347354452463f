package dev.imprimatur.renderer.catalog;

/** The catalogue cannot be had now; the message says why. */
public class CatalogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong, and the exception that caused it, or null. */
    public CatalogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.imprimatur.renderer.catalog;

/** The catalogue cannot be had now; the message says why. */
public class CatalogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CatalogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.imprimatur.renderer.catalog;

/** The catalogue cannot be had now; the message says why. */
public class CatalogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean mayPass;

    /**
     * With what is wrong.
     *
     * @param mayPass whether another try may have it
     * @param cause the exception that caused it, or null
     */
    public CatalogUnavailableException(String message, boolean mayPass, Throwable cause) {
        super(message, cause);
        this.mayPass = mayPass;
    }

    /** Whether another try may have it. */
    public boolean mayPass() {
        return mayPass;
    }
}

package dev.imprimatur.planner.render;

/** A template cannot be rendered, or what it renders may not be built; the message says why. */
public class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public RenderException(String message) {
        super(message);
    }
}

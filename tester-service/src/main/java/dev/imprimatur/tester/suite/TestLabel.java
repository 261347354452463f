package dev.imprimatur.tester.suite;

/** The label of everything that tests put on an engine; its value is the run's id. */
public final class TestLabel {
    /** The label's name. */
    public static final String NAME = "dev.imprimatur.test";

    private TestLabel() {}
}

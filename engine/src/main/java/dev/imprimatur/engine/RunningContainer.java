package dev.imprimatur.engine;

import java.time.Duration;
import java.util.List;

/**
 * A container that was started. Its output goes where its starter said; closing it removes it with its volumes,
 * whatever it is doing. Methods throw {@link EngineException} if the engine cannot do what they say.
 */
public interface RunningContainer extends AutoCloseable {

    /** How it is now. */
    ContainerState state();

    /**
     * Runs a command in the container, beside what it runs anyhow. A command that cannot be run, since the container
     * has ended or lacks the program, counts as one that failed.
     *
     * @param limit how long to wait for it; one that takes longer counts as failed, and ends with the container
     * @param cancellation ends the wait; so does that one
     */
    CommandResult run(List<String> command, Duration limit, Cancellation cancellation);

    /** The end of what it printed. */
    String tail();

    /** Removes it. No error if it is gone. */
    @Override
    void close();
}

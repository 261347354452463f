package dev.imprimatur.cli.log;

import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ConsoleException.Kind;
import dev.imprimatur.cli.console.LogListener;
import dev.imprimatur.console.answer.StageLog;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Follows one log to its end, through interruptions; waits for it to begin as long as it still may. */
final class LogFollower implements LogListener {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ConsoleClient console;
    private final StageLog log;
    private final LogPrinter printer;
    private final BooleanSupplier over;
    private final Absence absence;
    private int last;

    /**
     * Follows this log.
     *
     * @param over whether nothing will be added to it any more, whatever it says itself
     */
    LogFollower(ConsoleClient console, StageLog log, LogPrinter printer, BooleanSupplier over) {
        this.console = console;
        this.log = log;
        this.printer = printer;
        this.over = over;
        this.absence = new Absence(console.address(), why -> {});
    }

    /** Prints until the end; a log that does not exist in the end is none. */
    void follow(Integer attempt) throws InterruptedException {
        while (true) {
            boolean ended = false;
            try {
                // Asked first: what was written before it was over is seen after.
                ended = over.getAsBoolean();
                if (console.follow(log.id(), attempt, last, this) || ended) {
                    return;
                }
                absence.ended();
            } catch (ConsoleException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    absence.await(e);
                    continue;
                }
                absence.ended();
                if (ended) {
                    return;
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    @Override
    public void record(int seq, int attempt, String text) {
        last = seq;
        absence.ended();
        printer.print(attempt, text);
        if (printer.isUnread()) {
            throw new ConsoleException(Kind.FAILED, "stdout is closed, so the log is not followed any more");
        }
    }

    @Override
    public boolean quiet() {
        absence.ended();
        return !over.getAsBoolean();
    }
}

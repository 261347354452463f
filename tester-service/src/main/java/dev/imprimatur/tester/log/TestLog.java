package dev.imprimatur.tester.log;

import dev.imprimatur.engine.Output;
import dev.imprimatur.messaging.event.ImageTest;
import dev.imprimatur.messaging.event.TestResult;
import java.time.Instant;
import java.util.Locale;

/** What one attempt's tests print, under a header for each. It stops growing at a limit, so that no test floods it. */
public final class TestLog implements Output {
    private final StringBuilder text = new StringBuilder();
    private final int limit;
    private boolean full;

    /**
     * An empty log.
     *
     * @param limit how many characters of output it takes; headers go beyond
     */
    public TestLog(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(String output) {
        int room = Math.max(0, limit - text.length());
        if (output.length() <= room) {
            text.append(output);
        } else if (!full) {
            full = true;
            text.append(output, 0, room).append("\n[the output beyond ").append(limit);
            text.append(" characters is left out: imprimatur.tester.log-limit]\n");
        }
    }

    /** An attempt begins. */
    public void attempt(int number, Instant startedAt) {
        line("==> attempt %d at %s", number, startedAt);
    }

    /** A test begins. */
    public void begin(ImageTest test) {
        line("==> test %s (limit %d s, network %s)", test.name(), test.timeoutSeconds(), test.network() ? "on" : "off");
    }

    /** A test has ended. */
    public void end(TestResult result) {
        line("<== test %s: %s in %.1f s", result.name(), result.outcome(), result.durationMillis() / 1000.0);
        if (result.failure() != null) {
            line("    %s", result.failure().message());
        }
    }

    /** Says something about the attempt. */
    public synchronized void line(String format, Object... arguments) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** All of it. */
    @Override
    public synchronized String toString() {
        return text.toString();
    }
}

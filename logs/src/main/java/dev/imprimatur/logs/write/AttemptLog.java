package dev.imprimatur.logs.write;

import dev.imprimatur.logs.secret.Secrets;
import dev.imprimatur.logs.store.LineTime;
import dev.imprimatur.logs.store.LogPosition;
import dev.imprimatur.logs.store.LogStore;
import java.time.Instant;
import java.util.Locale;

/**
 * What one attempt prints. Every line gets the time of its arrival and loses its secrets; a record of them is stored as
 * soon as it is large, or a moment after its first line. No more than two records are ever in memory: a build that
 * prints faster than the database stores waits. It stops growing at a limit, so that no attempt fills the database.
 */
public final class AttemptLog implements AutoCloseable {
    private final Secrets secrets;
    private final long limit;
    private final String limitKey;
    private final RecordWriter records;
    private long millis;
    private String time;
    private boolean lineOpen;
    private long taken;
    private long leftOut;

    /**
     * Goes on where the log ends.
     *
     * @param store where it is kept
     * @param position where it ends
     * @param secrets what is not to be kept
     * @param limit how many characters of output this attempt may add
     * @param limitKey the configuration's key of that limit
     */
    public AttemptLog(LogStore store, LogPosition position, Secrets secrets, long limit, String limitKey) {
        this.secrets = secrets;
        this.limit = limit;
        this.limitKey = limitKey;
        this.records = new RecordWriter(store, position);
    }

    /** Goes on where the log ends, for an attempt that says little and so needs no limit. */
    public AttemptLog(LogStore store, LogPosition position, Secrets secrets) {
        this(store, position, secrets, Long.MAX_VALUE, null);
    }

    /** Takes output: whole lines, unless the last one goes on in the next piece. Waits while the database is behind. */
    public void write(String output) {
        records.awaitRoom();
        synchronized (this) {
            long room = limit - taken;
            taken += output.length();
            if (output.length() <= room) {
                add(secrets.masked(output));
            } else {
                leaveOut(output, room);
            }
        }
    }

    private void leaveOut(String output, long room) {
        if (room >= 0) {
            int end = output.lastIndexOf('\n', (int) room - 1) + 1;
            add(secrets.masked(output.substring(0, end)));
            leftOut = output.length() - end;
            say("[what the attempt prints from here on is left out: it is more than the " + limit + " characters of "
                    + limitKey + "]");
        } else {
            leftOut += output.length();
        }
    }

    /** Says something about the attempt, beyond any limit. */
    public synchronized void line(String format, Object... arguments) {
        say(secrets.masked(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments)));
    }

    private void say(String line) {
        add((lineOpen ? "\n" : "") + line + "\n");
    }

    /** This text without its secrets. */
    public String masked(String text) {
        return secrets.masked(text);
    }

    private void add(String text) {
        StringBuilder lines = new StringBuilder(text.length() * 5 / 4 + 64);
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (!lineOpen) {
                lines.append(now());
            }
            lineOpen = end < 0;
            int next = lineOpen ? text.length() : end + 1;
            lines.append(text, from, next);
            from = next;
        }
        records.add(lines.toString());
    }

    /** All lines of a millisecond share one text. */
    private String now() {
        long now = System.currentTimeMillis();
        if (now != millis) {
            millis = now;
            time = LineTime.of(Instant.ofEpochMilli(now));
        }
        return time;
    }

    /**
     * Ends the log of the attempt once all of it is stored; what an engine says later is left out.
     *
     * @throws IllegalStateException if the database does not take it for a long time
     */
    public void end() {
        synchronized (this) {
            if (leftOut > 0) {
                say("[" + leftOut + " characters were left out]");
                leftOut = 0;
            } else if (lineOpen) {
                add("\n");
            }
        }
        records.end();
    }

    /** Stops writing, whatever became of the attempt. */
    @Override
    public void close() {
        records.abandon();
    }
}

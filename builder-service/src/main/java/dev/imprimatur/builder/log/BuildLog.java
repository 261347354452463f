package dev.imprimatur.builder.log;

import dev.imprimatur.engine.Output;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the attempts of a build print. While one goes on, the text so far can be kept, so that it can be followed, and
 * survives its builder. It stops growing at a limit, so that no build floods it.
 */
public final class BuildLog implements Output {
    private final StringBuilder text;
    private final int limit;
    private int kept;
    private boolean full;
    private boolean ended;

    /**
     * Continues the log of earlier attempts.
     *
     * @param earlier what those printed
     * @param limit how many characters of output this one adds; headers go beyond
     */
    public BuildLog(String earlier, int limit) {
        this.text = new StringBuilder(earlier);
        this.limit = earlier.length() + limit;
    }

    @Override
    public synchronized void write(String output) {
        if (ended) {
            return;
        }
        int room = Math.max(0, limit - text.length());
        if (output.length() <= room) {
            text.append(output);
        } else if (!full) {
            full = true;
            text.append(output, 0, room).append("\n[the output beyond the limit is left out:");
            text.append(" imprimatur.builder.log-limit]\n");
        }
    }

    /** Says something about the attempt. */
    public synchronized void line(String format, Object... arguments) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Gives all of the text to this keeper, if there is something new and the attempt goes on; it cannot end meanwhile. */
    public synchronized void keep(Consumer<String> keeper) {
        if (!ended && text.length() > kept) {
            kept = text.length();
            keeper.accept(text.toString());
        }
    }

    /** Ends the attempt's part; what an engine says later is left out. Gives all of the text. */
    public synchronized String end() {
        ended = true;
        return text.toString();
    }
}

package dev.imprimatur.engine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it.
 *
 * @param bytes how many, 0 or more
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(?:([kmgt])(?:i?b)?|b)?");
    private static final String UNITS = "kmgt";
    private static final int STEP = 1024;

    /**
     * Reads {@code 1048576}, {@code 512m}, {@code 20g} or {@code 1TiB}; the units are powers of 1024.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size, expected a number with k, m, g or t, such as 512m");
        }
        long bytes = Long.parseLong(form.group(1));
        int power = form.group(2) == null ? 0 : UNITS.indexOf(form.group(2)) + 1;
        double value = bytes * Math.pow(STEP, power);
        if (value >= Long.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text + "' is too large a size");
        }
        return new ByteSize((long) value);
    }

    /** In the largest unit of which there is at least one, {@code 1.5 GiB}. */
    @Override
    public String toString() {
        double value = bytes;
        int power = 0;
        while (value >= STEP && power < UNITS.length()) {
            value /= STEP;
            power++;
        }
        String number = value == Math.rint(value) ? "%.0f" : "%.1f";
        String unit = power == 0 ? "bytes" : Character.toUpperCase(UNITS.charAt(power - 1)) + "iB";
        return String.format(Locale.ROOT, number + " %s", value, unit);
    }
}

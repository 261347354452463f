package dev.imprimatur.cli.output;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90s}, {@code 15m} and {@code 1h30m}; a number alone is seconds. */
public final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        String unit = text.matches("[0-9]+") ? "S" : "";
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT) + unit);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration, expected for example 90s, 15m or 1h30m");
        }
    }
}

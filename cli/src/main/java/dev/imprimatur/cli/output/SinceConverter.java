package dev.imprimatur.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads when a time begins: {@code 7d} and {@code 36h} ago, a day in UTC, or an instant. */
public final class SinceConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            if (text.matches("[0-9]+[dhm]")) {
                String time = text.toUpperCase(Locale.ROOT);
                return Instant.now().minus(Duration.parse(time.endsWith("D") ? "P" + time : "PT" + time));
            }
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no time, expected for example 7d, 36h, 2026-11-24 or 2026-11-24T03:00:00Z");
        }
    }
}

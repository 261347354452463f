package dev.imprimatur.cli.token;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads until when: {@code 90d} or {@code 12h} from now, a day, or an instant. */
final class UntilConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            if (text.matches("[0-9]{1,5}[dh]")) {
                long count = Long.parseLong(text.substring(0, text.length() - 1));
                return Instant.now().plus(text.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count));
            }
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no end, expected for example 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z");
        }
    }
}

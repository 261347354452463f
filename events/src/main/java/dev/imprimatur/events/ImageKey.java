package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Which image of the catalogue: family, version and variant. It keys every event of the image, so that they keep their
 * order.
 *
 * @param family the family's name, {@code node}
 * @param version the release, {@code 22.23.3}
 * @param variant the operating system it stands on, {@code bookworm}
 */
public record ImageKey(String family, String version, String variant) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._+-]{0,99}");

    /** @throws IllegalArgumentException if a part is empty or holds other than letters, digits and {@code ._+-} */
    public ImageKey {
        check("family", family);
        check("version", version);
        check("variant", variant);
    }

    private static void check(String part, String value) {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an image's " + part + ": '" + value + "', expected letters, digits, '.', '_', '+' or '-'");
        }
    }

    /**
     * Reads {@code family/version/variant}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static ImageKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not an image: '" + text + "', expected family/version/variant");
        }
        return new ImageKey(parts[0], parts[1], parts[2]);
    }

    @Override
    @JsonValue
    public String toString() {
        return family + "/" + version + "/" + variant;
    }
}

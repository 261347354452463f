package dev.imprimatur.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Writes text of which every character has a form in UTF-8, with U+FFFD for a lone half of a pair of surrogates, as
 * where an output was cut. JSON as text and JSON as bytes differ there otherwise, and a signature over one of them is
 * none over the other.
 */
final class WellFormedText extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;
    private static final Pattern LONE_HALF = Pattern.compile("\\p{Cs}");

    WellFormedText() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(hasHalves(text) ? LONE_HALF.matcher(text).replaceAll("\ufffd") : text);
    }

    private static boolean hasHalves(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}

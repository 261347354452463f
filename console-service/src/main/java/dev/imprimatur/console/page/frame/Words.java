package dev.imprimatur.console.page.frame;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How pages say numbers and names. */
@TemplateExtension
public final class Words {
    private static final List<String> SMALL = List.of(
            "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final int DIGITS = 12;

    private Words() {}

    /** So many of something: "1 image", "22 images". */
    public static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** The number as a word, up to twelve. */
    public static String spelled(long number) {
        return number >= 0 && number < SMALL.size() ? SMALL.get((int) number) : Long.toString(number);
    }

    /** The number as a word that begins a sentence. */
    public static String capital(long number) {
        return capitalised(spelled(number));
    }

    /** Words that begin a sentence. */
    public static String capitalised(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The first twelve digits of a digest. */
    public static String shortened(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.length() > DIGITS ? hex.substring(0, DIGITS) : hex;
    }

    /** A text as part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /** A text as one word of a shell. */
    public static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

package dev.imprimatur.dockerfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An instruction's text in parts, as Docker's parser takes it apart: a flag goes on behind blanks in quotes and behind
 * escaped ones. The parser looks at bytes, so some letters outside ASCII, such as {@code à}, end a flag too.
 *
 * @param written its name as it is written
 * @param flags its flags
 * @param rest what follows them
 */
public record Parts(String written, List<Flag> flags, String rest) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String DASHES = "--";

    /** Keeps a list of its own. */
    public Parts {
        flags = List.copyOf(flags);
    }

    /** The parts of an instruction on one line. */
    public static Parts of(String instruction) {
        String written = BLANKS.split(instruction, 2)[0];
        String bytes = new String(instruction.substring(written.length()).getBytes(UTF_8), ISO_8859_1);
        List<Flag> flags = new ArrayList<>();
        int next = behindBlanks(bytes, 0);
        while (bytes.startsWith(DASHES, next)) {
            StringBuilder flag = new StringBuilder();
            next = behindBlanks(bytes, append(bytes, next, flag));
            if (DASHES.contentEquals(flag)) {
                break;
            }
            flags.add(Flag.of(text(flag.toString())));
        }
        return new Parts(written, flags, Blanks.around(text(bytes.substring(next))));
    }

    /** Appends the flag that begins here, and returns the place behind it. */
    private static int append(String bytes, int begin, StringBuilder flag) {
        char quote = 0;
        int next = begin;
        for (; next < bytes.length(); next++) {
            char each = bytes.charAt(next);
            if (quote == 0 && Blanks.isBlank(each)) {
                break;
            }
            if (each == '\\') {
                next++;
                flag.append(bytes, next, Math.min(next + 1, bytes.length()));
            } else if (quote == 0 && (each == '"' || each == '\'')) {
                quote = each;
            } else if (quote == each) {
                quote = 0;
            } else {
                flag.append(each);
            }
        }
        return Math.min(next, bytes.length());
    }

    private static int behindBlanks(String bytes, int begin) {
        int next = begin;
        while (next < bytes.length() && Blanks.isBlank(bytes.charAt(next))) {
            next++;
        }
        return next;
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** Its name in capitals. */
    public String name() {
        return written.toUpperCase(Locale.ROOT);
    }

    /** The instruction that ONBUILD holds; this one, if it is another. */
    public Parts held() {
        return name().equals("ONBUILD") ? of(rest) : this;
    }

    /** What follows the flags, word by word as blanks part it. */
    public List<String> words() {
        return rest.isEmpty() ? List.of() : BLANKS.splitAsStream(rest).toList();
    }
}

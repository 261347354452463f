package dev.imprimatur.planner.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instruction as it is looked at.
 *
 * @param written its name as it is written
 * @param name its name in capitals
 * @param flags the names of its flags
 * @param rest what follows them
 */
record Parts(String written, String name, List<String> flags, String rest) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern FLAG = Pattern.compile("(?s)--(?=\\S)([^\\s=]*+)\\S*+\\s*+(.*)");

    /** The parts of an instruction on one line. */
    static Parts of(String instruction) {
        String written = BLANKS.split(instruction, 2)[0];
        String rest = instruction.substring(written.length()).strip();
        List<String> flags = new ArrayList<>();
        for (Matcher flag = FLAG.matcher(rest); flag.matches(); flag = FLAG.matcher(rest)) {
            flags.add(flag.group(1));
            rest = flag.group(2);
        }
        return new Parts(written, written.toUpperCase(Locale.ROOT), flags, rest);
    }

    /** What follows the flags, word by word as blanks part it. */
    List<String> words() {
        return rest.isEmpty() ? List.of() : BLANKS.splitAsStream(rest).toList();
    }
}

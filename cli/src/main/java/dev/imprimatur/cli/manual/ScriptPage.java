package dev.imprimatur.cli.manual;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The manual page of a command of {@code ./imprimatur} itself.
 *
 * @param command its name
 * @param help what {@code --help} says of it
 * @param version of what it is a part
 */
record ScriptPage(String command, String help, String version) {
    private static final String EXAMPLES = "Examples:";

    /** Where the help's second column begins. */
    private static final int COLUMN = 36;

    String text() {
        List<String> lines = help.lines().toList();
        int examples = lines.indexOf(EXAMPLES);
        List<String> said = examples < 0 ? lines : lines.subList(0, examples);
        Roff page = Roff.page("imprimatur-" + command, version);
        page.section("NAME").words("imprimatur-" + command + " - " + summary(said));
        page.section("DESCRIPTION").example(said);
        if (examples >= 0) {
            page.section("EXAMPLES")
                    .example(lines.subList(examples + 1, lines.size()).stream()
                            .map(String::strip)
                            .toList());
        }
        return page.section("SEE ALSO").words("imprimatur(1)").toString();
    }

    /** The beginning of what stands in the second column, else of the first paragraph. */
    private static String summary(List<String> said) {
        String column = said.stream()
                .takeWhile(line -> !line.isBlank())
                .filter(line -> line.length() > COLUMN && line.charAt(COLUMN - 1) == ' ')
                .map(line -> line.substring(COLUMN))
                .collect(Collectors.joining(" "));
        String words = column.isEmpty()
                ? said.stream()
                        .dropWhile(line -> line.isBlank() || line.startsWith("usage:"))
                        .findFirst()
                        .orElse("a command of the script")
                : column;
        return words.split("[.;:](?: |$)", 2)[0].strip();
    }
}

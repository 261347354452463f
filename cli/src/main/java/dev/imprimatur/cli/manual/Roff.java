package dev.imprimatur.cli.manual;

import dev.imprimatur.oci.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Text in the language of manual pages, as {@code man(7)} describes it. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    /** The head of a page of section 1. */
    static Roff page(String name, String version) {
        Roff page = new Roff();
        // Without a date: what is made twice is the same.
        page.line(".TH \"" + quoted(name.toUpperCase(Locale.ROOT)) + "\" \"1\" \"\" \"" + quoted(version)
                + "\" \"Imprimatur\"");
        // Names, options and digests are not broken, and lines are not stretched.
        return page.line(".nh").line(".ad l");
    }

    /** A section. */
    Roff section(String title) {
        return line(".SH \"" + quoted(title) + "\"");
    }

    /** A paragraph, which is filled. */
    Roff paragraph(String words) {
        return line(".PP").line(escaped(words));
    }

    /** Words that go on where the former line ended. */
    Roff words(String words) {
        return line(escaped(words));
    }

    /** A term in bold with its explanation beside or below it. */
    Roff term(String term, String explanation) {
        return line(".TP").line("\\fB" + escaped(term) + "\\fR").line(escaped(explanation));
    }

    /** Lines that stay as they are. */
    Roff example(List<String> lines) {
        line(".RS 4").line(".nf");
        lines.stream().map(Roff::escaped).forEach(this::line);
        return line(".fi").line(".RE");
    }

    private Roff line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** What stands inside of quotes on a macro's line. */
    private static String quoted(String text) {
        return escaped(text).replace("\"", "\\(dq");
    }

    /** A line that begins with a dot or an apostrophe would be an order, and a hyphen is one to copy. */
    private static String escaped(String text) {
        return String.join(
                "\n",
                Arrays.stream(PlainText.of(text).strip().split("\n"))
                        .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
                        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                        .toList());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

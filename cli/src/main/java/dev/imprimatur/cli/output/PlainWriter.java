package dev.imprimatur.cli.output;

import dev.imprimatur.oci.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * What is printed here comes from events, logs and registries, so anyone may have written it: it controls no terminal.
 * Colours are left out; of other control characters a question mark is left.
 */
public final class PlainWriter extends FilterWriter {
    private static final Pattern COLOUR = Pattern.compile("\\x1b\\[[0-9;:]*m");
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n");

    /** One in front of this writer. */
    public PlainWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        String lines = LINE_BREAK.matcher(text.substring(from, from + length)).replaceAll("\n");
        out.write(COLOUR.matcher(lines)
                .replaceAll("")
                .codePoints()
                .map(each -> passes(each) ? each : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }

    /** A lone half of a pair may have the other half in the next piece. */
    private static boolean passes(int each) {
        return each == '\n'
                || each == '\t'
                || Character.getType(each) == Character.SURROGATE
                || !PlainText.harmful(each);
    }

    /** A {@link PrintWriter} keeps to itself that nothing reads what it writes; who follows something has to know. */
    @Override
    public void flush() throws IOException {
        super.flush();
        if (out instanceof PrintWriter printer && printer.checkError()) {
            throw new IOException("what is written is not read any more");
        }
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(int character) throws IOException {
        write(String.valueOf((char) character), 0, 1);
    }
}

package dev.imprimatur.dockerfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Dockerfile's text as instructions, read as Docker's own parser reads it: an instruction goes on where an escape
 * character ends its line, and comments and blank lines neither end one nor begin one.
 */
public final class Dockerfile {
    private final List<String> lines;
    private final char escape;

    private Dockerfile(List<String> lines, char escape) {
        this.lines = lines;
        this.escape = escape;
    }

    /** A whole Dockerfile. */
    public static Dockerfile of(String text) {
        List<String> lines = lines(text);
        return new Dockerfile(lines, EscapeDirective.in(lines));
    }

    /** Instructions that are put behind others, such as a test's. Directives do not hold there. */
    public static Dockerfile fragment(String text) {
        return new Dockerfile(lines(text), EscapeDirective.USUAL);
    }

    /** Lines end at newlines alone; all carriage returns before one are part of the line's end. */
    private static List<String> lines(String text) {
        return Arrays.stream(ByteOrderMark.without(text).split("\n", -1))
                .map(line -> line.substring(0, end(line, "\r")))
                .toList();
    }

    /** The instructions as BuildKit reads them, which leaves out the lines of here-documents. */
    public List<Instruction> ofBuildKit() {
        return read(true);
    }

    /**
     * The instructions as the classic builder of engines up to 20.10 reads them, for which each line of a here-document
     * is an instruction too. That of newer engines knows here-documents, and reads as BuildKit does.
     */
    public List<Instruction> ofClassic() {
        return read(false);
    }

    /** The instructions of both readings, for what must overlook none. */
    public List<Instruction> ofEither() {
        return Stream.of(ofBuildKit(), ofClassic())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private List<Instruction> read(boolean leaveOutDocuments) {
        List<Instruction> instructions = new ArrayList<>();
        int next = 0;
        while (next < lines.size()) {
            if (saysNothing(lines.get(next))) {
                next++;
                continue;
            }
            int begin = next;
            StringBuilder text = new StringBuilder();
            next = join(begin, text);
            Instruction instruction = instruction(begin, Blanks.around(text), next);
            instructions.add(instruction);
            next = leaveOutDocuments ? behind(instruction.documents(), next) : next;
        }
        return instructions;
    }

    /** Appends an instruction's lines, and returns the line behind them. */
    private int join(int begin, StringBuilder text) {
        boolean goesOn = true;
        int next = begin;
        for (; goesOn && next < lines.size(); next++) {
            String line = lines.get(next);
            if (!saysNothing(line)) {
                goesOn = goesOn(line);
                text.append(goesOn ? line.substring(0, line.lastIndexOf(escape)) : line);
            }
        }
        return next;
    }

    private static boolean saysNothing(String line) {
        String text = Blanks.around(line);
        return text.isEmpty() || text.startsWith("#");
    }

    /** Behind two escape characters no line goes on. */
    private boolean goesOn(String line) {
        int last = end(line, " \t") - 1;
        return last >= 0 && line.charAt(last) == escape && (last == 0 || line.charAt(last - 1) != escape);
    }

    /** Where a line ends without these characters. */
    private static int end(String line, String without) {
        int end = line.length();
        while (end > 0 && without.indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    /**
     * A document whose name stands apart is one for the newest BuildKit alone, which refuses it where it has no end.
     */
    private Instruction instruction(int begin, String text, int next) {
        List<HereDocument> documents = HereDocument.of(text);
        return new Instruction(
                begin + 1,
                text,
                behind(documents, next) > next
                        ? documents
                        : documents.stream()
                                .filter(document -> !document.apart())
                                .toList());
    }

    /**
     * The line behind these documents, which begin here; this line if one of them has no end, which BuildKit refuses.
     */
    private int behind(List<HereDocument> documents, int begin) {
        int next = begin;
        for (HereDocument document : documents) {
            while (next < lines.size() && !document.endsWith(lines.get(next))) {
                next++;
            }
            if (next == lines.size()) {
                return begin;
            }
            next++;
        }
        return next;
    }
}

package dev.imprimatur.planner.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A file of a catalogue that is UTF-8 text. */
final class TextFile {
    /** The most bytes of one. */
    static final int LARGEST = 32 * 1024 * 1024;

    /** What is wrong with a name that this process has no bytes for. */
    static final String NO_NAME =
            " cannot be a file's name here; rename it, or run this with a locale such as LANG=C.UTF-8";

    private TextFile() {}

    /** A file is larger than memory may suffice for. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        private TooLargeException() {
            super("the file has more than " + LARGEST + " bytes");
        }
    }

    /** A file is not UTF-8 text. */
    static final class NotUtf8Exception extends CharacterCodingException {
        private static final long serialVersionUID = 1;

        private final int line;

        private NotUtf8Exception(int line) {
            this.line = line;
        }

        /** The first line that is not, counted from 1. */
        int line() {
            return line;
        }

        @Override
        public String getMessage() {
            return "this line is not UTF-8 text; save the file as UTF-8";
        }
    }

    /**
     * The file's text.
     *
     * @throws NotUtf8Exception if it is none
     * @throws TooLargeException if it is too large to be read
     */
    static String read(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (found.isOther()) {
            throw new IOException(file + " is a pipe or a device");
        }
        if (found.size() > LARGEST) {
            throw new TooLargeException();
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new NotUtf8Exception(line(Files.readAllBytes(file)));
        }
    }

    private static int line(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        return result.isError()
                ? (int) out.flip().chars().filter(each -> each == '\n').count() + 1
                : 0;
    }

    /** {@code ; there is app/family.yml, rename it}, if there is a file with nearly this name, or nothing. */
    static String near(Path root, Path wanted) {
        return sibling(wanted)
                .map(near -> "; there is " + root.normalize().relativize(near.normalize()) + ", rename it")
                .orElse("");
    }

    private static Optional<Path> sibling(Path wanted) {
        try (Stream<Path> files = Files.list(wanted.getParent())) {
            return files.filter(file -> plain(file).equals(plain(wanted)) && Files.isRegularFile(file))
                    .min(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is the same of names that are easily mistaken for each other. */
    private static String plain(Path file) {
        return file.getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.yml$", ".yaml")
                .replaceFirst("^(?:docker|container)file(?:\\.txt)?$", "dockerfile");
    }
}

package dev.imprimatur.system.document;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the project, as a reader follows it: its prose, its headings and its links. */
record Document(Path file, String prose) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+\\]: (\\S+)$", Pattern.MULTILINE);

    static List<Document> all() throws IOException {
        List<Document> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = folder.equals(ROOT)
                        || !(name.startsWith(".") || name.equals("target") || name.equals("node_modules"));
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".md")) {
                    found.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    static Document read(Path file) throws IOException {
        return new Document(file, BLOCK.matcher(Files.readString(file)).replaceAll(""));
    }

    String name() {
        return ROOT.relativize(file).toString();
    }

    /** Addresses as they are written, in line or as references, those of other hosts left out. */
    Stream<String> links() {
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"));
    }

    /** The file that a link leads to, whether it exists or not. */
    Path target(String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }

    /** The names by which headings can be linked, made as code hosts make them. */
    Set<String> anchors() {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(prose);
        while (heading.find()) {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                    .replace(' ', '-');
            String free = anchor;
            for (int number = 1; !anchors.add(free); number++) {
                free = anchor + "-" + number;
            }
        }
        return anchors;
    }
}

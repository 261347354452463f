package dev.imprimatur.events.contract;

import com.sun.source.doctree.BlockTagTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the sources of some folders say about their types and record components: documentation is written once. */
final class Javadoc {
    private final Map<String, String> texts = new HashMap<>();

    Javadoc(Path... folders) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources(folders)));
            DocTrees trees = DocTrees.instance(task);
            task.parse().forEach(unit -> new Types(trees).scan(unit, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> of(Class<?> type) {
        return Optional.ofNullable(texts.get(type.getSimpleName()));
    }

    Optional<String> of(Class<?> record, String component) {
        return Optional.ofNullable(texts.get(record.getSimpleName() + "." + component));
    }

    private static List<Path> sources(Path... folders) throws IOException {
        List<Path> sources = Stream.of(folders).flatMap(Javadoc::files).toList();
        if (sources.isEmpty()) {
            throw new IOException("no sources in " + List.of(folders));
        }
        return sources;
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds the comments of types. */
    private final class Types extends TreePathScanner<Void, Void> {
        private final DocTrees trees;

        Types(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                String name = type.getSimpleName().toString();
                texts.put(name, plain(comment.getFullBody()));
                for (BlockTagTree tag : comment.getBlockTags().stream()
                        .filter(BlockTagTree.class::isInstance)
                        .map(BlockTagTree.class::cast)
                        .toList()) {
                    if (tag instanceof ParamTree parameter) {
                        texts.put(name + "." + parameter.getName(), plain(parameter.getDescription()));
                    }
                }
            }
            return super.visitClass(type, nothing);
        }

        private static String plain(List<?> text) {
            return text.stream()
                    .map(Object::toString)
                    .collect(Collectors.joining())
                    .replaceAll("\\{@(?:code|link|linkplain) #?([^}]*)}", "$1")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}

package dev.imprimatur.planner.catalog;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** A YAML file of a catalogue: read into a record; every mistake is noted with its line. */
final class YamlFile {
    private final String name;
    private final List<Problem> problems;
    private Source source;

    YamlFile(String name, List<Problem> problems) {
        this.name = name;
        this.problems = problems;
        this.source = Source.named(name);
    }

    /** The file's name, relative to the catalogue. */
    String name() {
        return name;
    }

    /** The file's content, or nothing if there is none to speak of; what does not fit is left out and noted. */
    <T> Optional<T> read(Path root, Class<T> type) {
        try {
            Node node = compose(TextFile.read(root.resolve(name)));
            if (node == null) {
                problems.add(new Problem(name, 1, "the file is empty"));
                return Optional.empty();
            }
            source = new Source(name, node);
            return Optional.ofNullable(new RecordBinder(name, problems).bind(node, type));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(new Problem(name, line, "not YAML: " + e.getProblem()));
        } catch (TextFile.NotUtf8Exception e) {
            problems.add(new Problem(name, e.line(), e.getMessage()));
        } catch (YAMLException e) {
            problems.add(new Problem(name, 0, "not YAML: " + e.getMessage()));
        } catch (TextFile.TooLargeException e) {
            problems.add(new Problem(name, 0, e.getMessage()));
        } catch (IOException e) {
            problems.add(new Problem(name, 0, "the file cannot be read: " + e));
        }
        return Optional.empty();
    }

    private static Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(TextFile.LARGEST);
        return new Composer(new ParserImpl(new StreamReader(new StringReader(text)), options), new Resolver(), options)
                .getSingleNode();
    }

    /** The file, for mistakes that are found later. */
    Source source() {
        return source;
    }

    /** Notes a mistake at a place. */
    void problem(String message, Object... place) {
        problems.add(source.problem(message, place));
    }

    /** Notes at a place that a feed's site is away. */
    void away(String message, URI site, Object... place) {
        Problem problem = source.problem(message, place);
        problems.add(new Problem(problem.file(), problem.line(), problem.message(), site));
    }

    /** Notes a mistake in another file, which this one names. */
    void problemIn(String file, int line, String message) {
        Problem problem = new Problem(file, line, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** What the parser makes of the text at a place, or null; then its complaint is noted. */
    <T> T parse(Supplier<T> parser, Object... place) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            problem(e.getMessage(), place);
            return null;
        }
    }

    /** Notes that something has to be there, if nothing at all stands at the place. */
    void require(Object value, String message, String key) {
        if (value == null && !source.has(key)) {
            problem(message, key);
        }
    }
}

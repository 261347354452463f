package dev.imprimatur.planner.render;

import dev.imprimatur.planner.dockerfile.Mistake;
import dev.imprimatur.planner.suggestion.Suggestion;
import io.quarkus.qute.TemplateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with a template in words for its author, who may not know that braces have a meaning in it. */
final class TemplateMistake {
    private static final String SHELL = "; a brace for the shell is written \\{, or stands between {| and |}";
    private static final Pattern WHERE = Pattern.compile("(?:Rendering|Parser) error: ");
    private static final Pattern INDEXED = Pattern.compile("args\\[['\"]?(\\w+)['\"]?\\]");

    private TemplateMistake() {}

    /**
     * The mistake, on its line of the template.
     *
     * @param known the names that the template may use
     */
    static Mistake of(TemplateException thrown, String template, Collection<String> known) {
        Map<String, Object> said = thrown.getArguments() == null ? Map.of() : thrown.getArguments();
        int line = thrown.getOrigin() == null ? 0 : thrown.getOrigin().getLine();
        if (thrown instanceof TooMuchException) {
            return new Mistake(line, thrown.getMessage());
        }
        String code = thrown.getCodeName().orElse("");
        if (code.endsWith("PROPERTY_NOT_FOUND") || code.endsWith("NAMESPACE_RESOLVER_NOT_FOUND")) {
            String name =
                    INDEXED.matcher(String.valueOf(said.get("expression"))).replaceAll("args.$1");
            return new Mistake(line, unknown(name, known));
        }
        if (code.endsWith("UNTERMINATED_SECTION")) {
            Object tag = said.get("tag");
            return new Mistake(
                    open(template, String.valueOf(tag), line),
                    "{#" + tag + "} is not closed; end it with {/" + tag + "}" + SHELL);
        }
        if (code.endsWith("UNTERMINATED_EXPRESSION")) {
            int at = template.lastIndexOf("{" + said.get("buffer"));
            return new Mistake(at < 0 ? line : lineOf(template, at), "a brace is not closed" + SHELL);
        }
        if (code.endsWith("SECTION_START_NOT_FOUND")) {
            return new Mistake(line, said.get("tag") + " closes nothing; take it out" + SHELL);
        }
        if (code.endsWith("NO_SECTION_HELPER_FOUND")) {
            return new Mistake(
                    line, said.get("tag") + " begins nothing that there is, expected {#if …} or {#for …}" + SHELL);
        }
        return new Mistake(
                line, WHERE.matcher(String.valueOf(thrown.getMessage())).replaceFirst("") + SHELL);
    }

    private static String unknown(String name, Collection<String> known) {
        String suggestion = Suggestion.nearest(name, known)
                .map(near -> "; did you mean {" + near + "}?")
                .orElse("");
        return "{" + name + "} is unknown here" + suggestion
                + (suggestion.isEmpty() ? ", expected one of " : " Expected one of ") + String.join(", ", known)
                + SHELL;
    }

    /** The line on which the section begins that is not closed. */
    private static int open(String template, String tag, int otherwise) {
        List<Integer> open = new ArrayList<>();
        Matcher tags = Pattern.compile("\\{(?:#" + Pattern.quote(tag) + "\\b|(/" + Pattern.quote(tag) + "|/)\\})")
                .matcher(template);
        while (tags.find()) {
            if (tags.group(1) == null) {
                open.add(lineOf(template, tags.start()));
            } else if (!open.isEmpty()) {
                open.removeLast();
            }
        }
        return open.isEmpty() ? otherwise : open.getFirst();
    }

    private static int lineOf(String template, int at) {
        return (int) template.substring(0, at)
                        .chars()
                        .filter(each -> each == '\n')
                        .count()
                + 1;
    }
}

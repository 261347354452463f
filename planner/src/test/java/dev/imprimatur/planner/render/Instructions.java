package dev.imprimatur.planner.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile as builders read them, written for tests from the Dockerfile reference alone:
 * directives, comments, continued lines with the escape character of the directive, and heredocs.
 */
final class Instructions {
    private static final Pattern ESCAPE = Pattern.compile("#\\s*escape\\s*=\\s*(\\S)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*[A-Za-z]+\\s*=.*");
    private static final Pattern HEREDOC = Pattern.compile("<<-?\\s*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\\1");

    private static final Set<String> WITH_HEREDOC = Set.of("RUN", "COPY", "ADD");

    private Instructions() {}

    /** Names of directives in front, then the names of instructions, in order. */
    static List<String> of(String dockerfile) {
        List<String> found = new ArrayList<>();
        String[] lines = dockerfile.split("\\r\\n|[\\n\\r\\u0085\\u2028\\u2029]", -1);
        String escape = "\\";
        int at = 0;
        while (at < lines.length && DIRECTIVE.matcher(lines[at].strip()).matches()) {
            Matcher directive = ESCAPE.matcher(lines[at].strip());
            escape = directive.matches() ? directive.group(1) : escape;
            found.add(lines[at].strip());
            at++;
        }
        for (; at < lines.length; at++) {
            if (lines[at].isBlank() || lines[at].strip().startsWith("#")) {
                continue;
            }
            StringBuilder logical = new StringBuilder();
            boolean open = true;
            while (open && at < lines.length) {
                String line = lines[at].stripTrailing();
                boolean skipped =
                        !logical.isEmpty() && (line.isBlank() || line.strip().startsWith("#"));
                open = skipped || line.endsWith(escape);
                logical.append(skipped ? "" : open ? line.substring(0, line.length() - 1) : line);
                at += open ? 1 : 0;
            }
            String instruction = logical.toString().strip();
            String name = instruction.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
            found.add(name.equals("ONBUILD") ? instruction.split("\\s+", 3)[1].toUpperCase(Locale.ROOT) : name);
            Matcher heredoc = HEREDOC.matcher(instruction);
            while (WITH_HEREDOC.contains(found.getLast()) && heredoc.find()) {
                at++;
                while (at < lines.length && !lines[at].strip().equals(heredoc.group(2))) {
                    at++;
                }
            }
        }
        return found;
    }
}

package dev.imprimatur.system.document;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a comment above a block says of its commands, or of those that begin with a text between backticks:
 *
 * <pre>{@code
 * <!-- not run: it needs a cluster -->
 * <!-- run by DemoIT, `./imprimatur demo` -->
 * <!-- exit code 1, `./imprimatur retry` -->
 * }</pre>
 *
 * @param runBy the test that runs it, or null
 * @param exitCode what it ends with, or null
 * @param start what a command begins with that it is about
 * @param reason why it is so, or null
 */
record Mark(String runBy, Integer exitCode, String start, String reason) {
    private static final Pattern COMMENT = Pattern.compile(
            " *<!-- (?:not run|run by (?<test>\\w+)|exit code (?<code>\\d+))(?:, `(?<start>[^`]+)`)?(?:: (?<reason>.+))? -->");

    static Optional<Mark> of(String line) {
        Matcher comment = COMMENT.matcher(line);
        if (!comment.matches()) {
            return Optional.empty();
        }
        String code = comment.group("code");
        String start = comment.group("start");
        return Optional.of(new Mark(
                comment.group("test"),
                code == null ? null : Integer.valueOf(code),
                start == null ? "" : start,
                comment.group("reason")));
    }

    boolean isAbout(ShownCommand command) {
        return command.text().startsWith(start);
    }

    ShownCommand on(ShownCommand plain) {
        boolean notRun = runBy == null && exitCode == null;
        if (notRun && reason == null) {
            throw new IllegalStateException(plain + " is not run, and no reason is given");
        }
        return new ShownCommand(
                plain.document(),
                plain.line(),
                plain.text(),
                plain.output(),
                exitCode == null ? plain.exitCode() : exitCode,
                runBy == null ? plain.runBy() : runBy,
                notRun ? reason : plain.notRun());
    }
}

package dev.imprimatur.tester.suite;

import dev.imprimatur.events.ImageTest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import java.util.regex.Pattern;

/**
 * Puts a test on top of the staged image. A test stands on that image alone, so its Dockerfile begins no stage of its
 * own and copies from no other image; and without the network it may not let the engine download for it either. What runs
 * nothing tests nothing.
 */
final class TestDockerfile {
    private static final Pattern RUN = Pattern.compile("(?i)RUN\\s.*");
    private static final Pattern FROM = Pattern.compile("(?i)FROM(?:\\s.*)?");
    private static final Pattern COPY_FROM = Pattern.compile("(?i)(?:COPY|ADD)\\s+(?:--\\S+\\s+)*--from=.*");
    private static final Pattern ADD_URL = Pattern.compile("(?i)ADD\\s.*https?://.*");

    private TestDockerfile() {}

    /**
     * The whole Dockerfile of a test. The label comes right after FROM, so that whatever is left of a failed build
     * carries it.
     *
     * @param fragment the test's own Dockerfile
     * @throws BadTestException if the fragment does what a test may not; the message names test and line
     */
    static String of(ImageTest test, String fragment, ImageReference staged, TestRunId run) throws BadTestException {
        check(test, fragment);
        return "FROM " + staged + "\nLABEL " + TestLabel.NAME + "=\"" + run
                + "\"\nARG IMPRIMATUR_VERSION IMPRIMATUR_VARIANT\n" + fragment + "\n";
    }

    /** Looks at the beginning of each instruction; comments and blank lines do not end one that goes on. */
    private static void check(ImageTest test, String fragment) throws BadTestException {
        String[] lines = fragment.split("\r?\n", -1);
        StringBuilder instruction = new StringBuilder();
        int begin = 0;
        boolean runs = false;
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            begin = instruction.isEmpty() ? number : begin;
            boolean goesOn = line.endsWith("\\");
            instruction.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                runs |= check(test, begin, instruction.toString().strip());
                instruction.setLength(0);
            }
        }
        runs |= check(test, begin, instruction.toString().strip());
        if (!runs) {
            throw new BadTestException("test '" + test.name() + "': its Dockerfile has no RUN, so it tests nothing;"
                    + " add a command that succeeds on a good image alone");
        }
    }

    /** Whether the instruction runs something. */
    private static boolean check(ImageTest test, int line, String instruction) throws BadTestException {
        String where = "test '" + test.name() + "', Dockerfile line " + line + ": ";
        if (FROM.matcher(instruction).matches()) {
            throw new BadTestException(
                    where + "FROM is not for a test, which always runs on the image that it tests; remove the line");
        }
        if (COPY_FROM.matcher(instruction).matches()) {
            throw new BadTestException(
                    where + "--from is not for a test, which stands on the image that it tests alone;"
                            + " put the files into the test's folder");
        }
        if (!test.network() && ADD_URL.matcher(instruction).matches()) {
            throw new BadTestException(where + "ADD downloads, but the test has no network;"
                    + " put the file into the test's folder, or give the test the network");
        }
        return RUN.matcher(instruction).matches();
    }
}

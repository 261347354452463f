package dev.imprimatur.tester.suite;

import dev.imprimatur.dockerfile.ByteOrderMark;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestInstructions;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import java.util.List;

/**
 * Puts a test on top of the staged image. What a test may not do is refused here again, though the catalogue's reader
 * refuses it as well: a test may come from a renderer that did not.
 */
final class TestDockerfile {
    private TestDockerfile() {}

    /**
     * The whole Dockerfile of a test. The label comes right after FROM, so that whatever is left of a failed build
     * carries it.
     *
     * @param fragment the test's own Dockerfile
     * @throws BadTestException if the fragment does what a test may not; the message names test and line
     */
    static String of(ImageTest test, String fragment, ImageReference staged, TestRunId run) throws BadTestException {
        List<TestInstructions.Mistake> mistakes = TestInstructions.mistakes(fragment, test.network());
        if (!mistakes.isEmpty()) {
            TestInstructions.Mistake first = mistakes.getFirst();
            throw new BadTestException(
                    "test '" + test.name() + "', Dockerfile line " + first.line() + ": " + first.message());
        }
        return "FROM " + staged + "\nLABEL " + TestLabel.NAME + "=\"" + run
                + "\"\nARG IMPRIMATUR_VERSION IMPRIMATUR_VARIANT\n" + withPlainLines(fragment) + "\n";
    }

    /** Version 20.10 of Docker takes one carriage return off a line's end. Behind a second one, no line goes on. */
    private static String withPlainLines(String fragment) {
        return ByteOrderMark.without(fragment).replaceAll("\\r+\\n", "\n");
    }
}

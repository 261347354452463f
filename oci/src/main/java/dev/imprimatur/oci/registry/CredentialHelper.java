package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that keeps logins, after the protocol of Docker's credential helpers: {@code docker-credential-NAME get}
 * takes the registry on its input, and answers with JSON, or ends with another exit code than 0 and says why.
 */
final class CredentialHelper {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "credentials not found in native keychain";
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_TEXT = 200;

    private final String program;
    private final String path;
    private final Duration patience;

    /**
     * A helper.
     *
     * @param name what stands in {@code config.json}
     * @param path the folders that programs are looked for in, as in the variable PATH
     * @param patience how long it may take
     */
    CredentialHelper(String name, String path, Duration patience) {
        this.program = "docker-credential-" + name;
        this.path = path;
        this.patience = patience;
    }

    private record Answer(int exitCode, String text) {}

    /**
     * The login that it keeps for this registry, or none.
     *
     * @throws RegistryException if it cannot be asked, or does not answer as the protocol says
     */
    Optional<Login> login(Registry registry) {
        Answer answer = ask(registry);
        if (answer.exitCode == 0) {
            return read(answer.text, registry);
        }
        if (answer.text.contains(NONE)) {
            return Optional.empty();
        }
        // What it says instead of a login is its error. JSON would be a login all the same.
        boolean quoted = !answer.text.isEmpty() && !answer.text.startsWith("{");
        throw failure(
                Kind.CREDENTIAL_HELPER,
                registry,
                "ended with exit code " + answer.exitCode + (quoted ? ": " + firstLine(answer.text) : ""));
    }

    private Optional<Login> read(String text, Registry registry) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null
                    && json.path("Username").isTextual()
                    && json.path("Secret").isTextual()) {
                return Optional.of(new Login(
                                json.path("Username").asText(),
                                json.path("Secret").asText()))
                        .filter(login -> !login.password().isEmpty());
            }
        } catch (IOException e) {
            // Reported below, without what was read, which may be a secret.
        }
        throw failure(Kind.CREDENTIAL_HELPER, registry, "did not answer with the JSON of a login (Username, Secret)");
    }

    private Answer ask(Registry registry) {
        Path found = find().orElseThrow(() -> failure(
                Kind.UNAUTHORIZED,
                registry,
                "is in no folder of PATH (" + path + "); install it, or correct config.json"));
        Process process;
        try {
            process = new ProcessBuilder(found.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failure(Kind.UNAUTHORIZED, registry, "cannot be started: " + e.getMessage());
        }
        try {
            CompletableFuture<String> said = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> hear(process, said));
            tell(process, registry);
            long until = System.nanoTime() + patience.toNanos();
            String text = said.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Answer(process.exitValue(), text.strip());
        } catch (TimeoutException e) {
            throw failure(Kind.TIMEOUT, registry, "did not answer within " + patience);
        } catch (ExecutionException e) {
            throw failure(Kind.CREDENTIAL_HELPER, registry, "cannot be heard: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Kind.INTERRUPTED, registry, "was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void hear(Process process, CompletableFuture<String> said) {
        try (InputStream output = process.getInputStream()) {
            said.complete(new String(output.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            said.completeExceptionally(e);
        }
    }

    private static void tell(Process process, Registry registry) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(registry.host().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading; its answer says why.
        }
    }

    private Optional<Path> find() {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private RegistryException failure(Kind kind, Registry registry, String what) {
        return new RegistryException(kind, registry, "no login for registry " + registry + ": " + program + " " + what);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}

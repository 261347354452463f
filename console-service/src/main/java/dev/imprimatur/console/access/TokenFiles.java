package dev.imprimatur.console.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tokens that files hold: the first one has to come from somewhere. */
@ApplicationScoped
class TokenFiles {
    private static final Logger LOG = Logger.getLogger(TokenFiles.class);
    private static final String KEY = "imprimatur.console.token-file.";

    @Inject
    AccessConfig config;

    @Inject
    Tokens tokens;

    /** @throws IllegalStateException if a file cannot be read or made, or holds no token */
    void note(@Observes StartupEvent start) {
        note(config.tokenFile().admin(), Scope.ADMIN);
        note(config.tokenFile().rebuild(), Scope.REBUILD);
        if (config.writing() == AccessConfig.Mode.OPEN) {
            LOG.warn(
                    "imprimatur.console.writing=open: whatever reaches the console may ask for rebuilds and rollbacks");
        }
    }

    private void note(Optional<Path> file, Scope scope) {
        if (file.isEmpty()) {
            tokens.ofNoFile(scope);
            return;
        }
        Instant now = tokens.now();
        ApiToken noted = noted(file.get(), scope);
        if (noted.state(now) != TokenState.ACTIVE) {
            LOG.warnf(
                    "the token %s in %s was revoked: write another one into it, or remove it and start again",
                    noted.id, file.get());
        }
    }

    private ApiToken noted(Path file, Scope scope) {
        try {
            return tokens.ofFile(token(file, KEY + scope), scope);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(KEY + scope + ": " + file + ": " + e.getMessage(), e);
        }
    }

    /** The token in the file, or a new one that is written into it. */
    static TokenText token(Path file, String key) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return new TokenText(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(key + ": no token can be had from " + file + ": " + e.getMessage(), e);
        }
    }

    /** Writes a token that its owner alone may read. Where another console is first, the token is that one's. */
    private static void create(Path file) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path written = Files.createTempFile(
                folder,
                ".token",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, TokenText.random().text() + "\n");
            // A link appears with its whole content, and never takes the place of a file.
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("%s was made by another console", file);
        } finally {
            Files.delete(written);
        }
    }
}

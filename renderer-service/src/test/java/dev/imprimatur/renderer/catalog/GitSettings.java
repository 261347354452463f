package dev.imprimatur.renderer.catalog;

import dev.imprimatur.renderer.RendererConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What is configured of a repository, as a test wants it. */
record GitSettings(
        String branch,
        Optional<String> path,
        Optional<String> username,
        Optional<String> password,
        Optional<Path> passwordFile,
        Optional<Path> sshKey,
        Optional<Path> knownHosts)
        implements RendererConfig.CatalogGit {
    static GitSettings of(String branch) {
        return new GitSettings(
                branch,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    GitSettings withPath(String folder) {
        Optional<String> other = folder.isEmpty() ? Optional.empty() : Optional.of(folder);
        return new GitSettings(branch, other, username, password, passwordFile, sshKey, knownHosts);
    }

    GitSettings withPassword(String user, String secret, Path file) {
        return new GitSettings(
                branch,
                path,
                Optional.of(user),
                Optional.ofNullable(secret),
                Optional.ofNullable(file),
                sshKey,
                knownHosts);
    }

    GitSettings withSsh(Path key, Path known) {
        return new GitSettings(
                branch, path, username, password, passwordFile, Optional.ofNullable(key), Optional.ofNullable(known));
    }

    @Override
    public Optional<String> url() {
        return Optional.empty();
    }

    @Override
    public Duration poll() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Optional<Path> folder() {
        return Optional.empty();
    }
}

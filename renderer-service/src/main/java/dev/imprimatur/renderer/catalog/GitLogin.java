package dev.imprimatur.renderer.catalog;

import dev.imprimatur.renderer.RendererConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/**
 * How to log in to the catalogue's repository: with a password or token over HTTPS, with a key over SSH. Nothing is
 * taken from the home folder of the service's user, and a host that is not known is not spoken to.
 */
final class GitLogin {
    private static final String PREFIX = "imprimatur.renderer.catalog-git.";

    private final RendererConfig.CatalogGit config;
    private final Optional<SshdSessionFactory> ssh;

    /**
     * @param work a folder for what SSH expects of a home
     * @throws IllegalArgumentException if the configuration cannot be; names the key
     */
    GitLogin(RendererConfig.CatalogGit config, String url, Path work) {
        this.config = config;
        if (config.password().isPresent() && config.passwordFile().isPresent()) {
            throw new IllegalArgumentException(PREFIX + "password and " + PREFIX + "password-file: give one of them");
        }
        config.passwordFile().ifPresent(file -> readable("password-file", file));
        this.ssh = url.startsWith("ssh://") ? Optional.of(ssh(work)) : Optional.empty();
    }

    /**
     * Lets the command log in.
     *
     * @throws IOException if the password's file cannot be read
     */
    void with(TransportCommand<?, ?> command) throws IOException {
        ssh.ifPresent(factory -> command.setTransportConfigCallback(transport -> {
            if (transport instanceof SshTransport over) {
                over.setSshSessionFactory(factory);
            }
        }));
        Optional<String> password = config.passwordFile().isPresent()
                ? Optional.of(Files.readString(config.passwordFile().get()).strip())
                : config.password();
        if (ssh.isEmpty() && password.isPresent()) {
            command.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(config.username().orElse(""), password.get()));
        }
    }

    private SshdSessionFactory ssh(Path work) {
        Path key = readable("ssh-key", config.sshKey());
        Path known = readable("known-hosts", config.knownHosts());
        return new SshdSessionFactoryBuilder()
                .setHomeDirectory(work.toFile())
                .setSshDirectory(work.resolve("ssh").toFile())
                .setConfigFile(folder -> null)
                .setPreferredAuthentications("publickey")
                .setDefaultIdentities(folder -> List.of(key))
                .setDefaultKnownHostsFiles(folder -> List.of(known))
                .build(null);
    }

    private static Path readable(String key, Optional<Path> file) {
        return readable(
                key,
                file.orElseThrow(
                        () -> new IllegalArgumentException(PREFIX + key + " is missing; a repository with ssh:// needs "
                                + PREFIX + "ssh-key and " + PREFIX + "known-hosts")));
    }

    private static Path readable(String key, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(PREFIX + key + ": the file " + file + " cannot be read; is it there?");
        }
        return file.toAbsolutePath();
    }
}

package dev.imprimatur.renderer.catalog;

import dev.imprimatur.places.Place;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.LsRemoteCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.URIish;

/**
 * The catalogue's repository. It is well if its host answers: what it refuses for good is reported by the plan itself.
 */
final class GitPlace implements Place {
    private final String url;
    private final GitLogin login;
    private final Path clone;
    private final int patienceSeconds;

    /**
     * The repository at this address.
     *
     * @param clone the folder of its bare copy here
     */
    GitPlace(String url, GitLogin login, Path clone, int patienceSeconds) {
        this.url = url;
        this.login = login;
        this.clone = clone;
        this.patienceSeconds = patienceSeconds;
    }

    /** Without the user that may stand in the address. */
    @Override
    public String name() {
        try {
            URIish address = new URIish(url);
            String host = address.getHost() == null ? "" : address.getHost();
            return "Git repository " + host + (address.getPort() < 0 ? "" : ":" + address.getPort())
                    + address.getPath();
        } catch (URISyntaxException e) {
            return "Git repository";
        }
    }

    /** Asks for its branches, as patiently as it is fetched: one that is slow and not away is well. */
    @Override
    public Optional<String> trouble() {
        // A server that knows the old protocol only cannot be asked without a repository here.
        try (Git git = GitCatalog.open(clone)) {
            LsRemoteCommand question =
                    git.lsRemote().setRemote(url).setHeads(true).setTimeout(patienceSeconds);
            login.with(question);
            question.call();
            return Optional.empty();
        } catch (GitAPIException | RuntimeException | IOException e) {
            return GitTrouble.isAway(url, e) ? Optional.of(GitCatalog.reason(e)) : Optional.empty();
        }
    }
}

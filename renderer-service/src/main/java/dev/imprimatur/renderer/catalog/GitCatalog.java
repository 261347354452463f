package dev.imprimatur.renderer.catalog;

import dev.imprimatur.renderer.RendererConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.jboss.logging.Logger;

/**
 * The catalogue at the tip of a branch. What was fetched last stays in use while the repository does not answer, also
 * after a restart if the work folder is kept.
 */
final class GitCatalog {
    private static final Logger LOG = Logger.getLogger(GitCatalog.class);
    private static final int PATIENCE_SECONDS = 30;
    private static final int MOST_PACKS = 20;
    private static final Set<RefUpdate.Result> TAKEN = EnumSet.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.FORCED, RefUpdate.Result.NO_CHANGE);

    private final RendererConfig.CatalogGit config;
    private final String url;
    private final GitLogin login;
    private final GitPlace place;
    private final Path clone;
    private final CommitFolders folders;
    /** Held during a fetch, which may take long; the lock of this object is for what is in use. */
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile Checkout current;

    /** @throws IllegalArgumentException if the configuration cannot be; names the key */
    GitCatalog(RendererConfig.CatalogGit config, String url, Path work) {
        this.config = config;
        this.url = url;
        this.login = new GitLogin(config, url, work);
        this.clone = work.resolve("repository.git");
        unlock(clone);
        this.place = new GitPlace(url, login, clone, PATIENCE_SECONDS);
        this.folders = new CommitFolders(work.resolve("commits"));
    }

    /**
     * The newest state that was fetched; fetches if there is none yet.
     *
     * @throws CatalogUnavailableException if there is none to be had
     */
    Checkout checkout() {
        if (isThere()) {
            return read();
        }
        fetching.lock();
        try {
            return isThere() ? read() : refresh();
        } finally {
            fetching.unlock();
        }
    }

    /**
     * Fetches the branch. Meanwhile the state that is in use can be read.
     *
     * @return the state that is in use from now on
     * @throws CatalogUnavailableException if the repository does not answer, or has no such branch or folder; what was
     *     in use before stays in use
     */
    Checkout refresh() {
        fetching.lock();
        try (Git git = open(clone)) {
            try {
                fetch(git);
            } catch (GitAPIException | JGitInternalException | IOException e) {
                if (current != null || tip(git) == null) {
                    throw e;
                }
                LOG.warnf("the catalogue's repository cannot be fetched, going on with what it was: %s", reason(e));
            }
            return use(git);
        } catch (GitAPIException | JGitInternalException | IOException e) {
            throw new CatalogUnavailableException(
                    "the catalogue cannot be fetched from branch " + config.branch() + " of " + url
                            + " (imprimatur.renderer.catalog-git): " + reason(e),
                    !GitTrouble.isFinal(url, e),
                    e);
        } finally {
            fetching.unlock();
        }
    }

    /** The repository as a place that may be away. */
    GitPlace place() {
        return place;
    }

    /** Whether there is a state in use, so that none has to be fetched. Does not wait for a fetch. */
    boolean isThere() {
        return current != null;
    }

    /** The bare copy in this folder, which is made if there is none. */
    static Git open(Path clone) throws GitAPIException {
        return Git.init().setBare(true).setDirectory(clone.toFile()).call();
    }

    private void fetch(Git git) throws GitAPIException, IOException {
        String head = "refs/heads/" + config.branch();
        FetchCommand fetch = git.fetch()
                .setRemote(url)
                .setRefSpecs(new RefSpec("+" + head + ":" + head))
                .setTagOpt(TagOpt.NO_TAGS)
                .setTimeout(PATIENCE_SECONDS);
        login.with(fetch);
        // What cannot be written here, as where a branch is locked, is only said of each branch.
        for (TrackingRefUpdate branch : fetch.call().getTrackingRefUpdates()) {
            if (!TAKEN.contains(branch.getResult())) {
                throw new IOException(branch.getLocalName() + " of the copy in " + clone + " cannot be updated: "
                        + branch.getResult());
            }
        }
    }

    /** A process that was killed leaves its locks, and one process at a time has this folder. */
    private static void unlock(Path clone) {
        if (!Files.exists(clone)) {
            return;
        }
        try (Stream<Path> files = Files.walk(clone)) {
            for (Path lock : files.filter(file -> file.toString().endsWith(".lock"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                Files.delete(lock);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("locks that an earlier process left in %s cannot be removed: %s", clone, e.getMessage());
        }
    }

    /** The message, and what lies at its bottom if that says more: over SSH the top says little. */
    static String reason(Exception e) {
        Throwable bottom = e;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        String more = String.valueOf(bottom.getMessage());
        return String.valueOf(e.getMessage()).contains(more) ? e.getMessage() : e.getMessage() + " (" + more + ")";
    }

    /** Every fetch leaves a pack; what no branch holds any more goes after two weeks. */
    private void pack(Git git) {
        try (Stream<Path> packs = Files.list(clone.resolve("objects/pack"))) {
            if (packs.filter(file -> file.toString().endsWith(".pack")).count() > MOST_PACKS) {
                // No other program reads this copy, so packs need not outlast the ones that replace them.
                git.getRepository().getConfig().setString("gc", null, "prunePackExpire", "now");
                git.gc().call();
            }
        } catch (GitAPIException | JGitInternalException | IOException e) {
            LOG.warnf("the copy of the catalogue's repository in %s cannot be packed: %s", clone, e.getMessage());
        }
    }

    private ObjectId tip(Git git) throws IOException {
        return git.getRepository().resolve("refs/heads/" + config.branch());
    }

    private synchronized Checkout use(Git git) throws IOException {
        ObjectId commit = tip(git);
        if (commit == null) {
            throw new IOException("there is no such branch");
        }
        if (current == null || !current.revision().equals(commit.name())) {
            current = new Checkout(
                    folders.of(git.getRepository(), commit, config.path().orElse("")),
                    commit.name(),
                    () -> folders.leave(commit.name()));
            pack(git);
            LOG.infof("the catalogue is at %s, branch %s of %s", commit.name(), config.branch(), url);
        }
        return read();
    }

    private synchronized Checkout read() {
        folders.enter(current.revision());
        return current;
    }
}

package dev.imprimatur.planner.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.StatusCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The revision of a catalogue's folder: the commit that its Git work tree stands on, with {@code -dirty} behind it if
 * the folder holds something else than that commit; outside of Git a hash of its files.
 *
 * @param text as it stands in the label {@code org.opencontainers.image.revision}
 */
public record Revision(String text) {

    /**
     * The folder's revision.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static Revision of(Path folder) {
        try {
            Path real = folder.toRealPath();
            Optional<Revision> commit = commit(real);
            return commit.isPresent()
                    ? commit.get()
                    : new Revision(FolderHash.of(real).value());
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue's folder " + folder + " cannot be read: " + e, e);
        }
    }

    private static Optional<Revision> commit(Path folder) throws IOException {
        FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(folder.toFile());
        if (found.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = found.setMustExist(true).build();
                Git git = new Git(repository)) {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null || repository.isBare()) {
                return Optional.empty();
            }
            String inTree = repository
                    .getWorkTree()
                    .toPath()
                    .toRealPath()
                    .relativize(folder)
                    .toString();
            return tracked(repository, inTree)
                    ? Optional.of(new Revision(head.name() + (clean(git, inTree) ? "" : "-dirty")))
                    : Optional.empty();
        } catch (GitAPIException e) {
            throw new IOException("Git cannot read the state of " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A folder within a work tree need not belong to it: commits say nothing about what is not tracked. */
    private static boolean tracked(Repository repository, String folder) throws IOException {
        return folder.isEmpty() || repository.readDirCache().getEntriesWithin(folder).length > 0;
    }

    private static boolean clean(Git git, String folder) throws GitAPIException {
        StatusCommand status = git.status();
        return (folder.isEmpty() ? status : status.addPath(folder)).call().isClean();
    }

    @Override
    public String toString() {
        return text;
    }
}

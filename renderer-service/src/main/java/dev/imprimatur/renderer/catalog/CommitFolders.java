package dev.imprimatur.renderer.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/**
 * A folder for each of the newest commits, and of those that are being read, written once and never changed: a reader
 * of one is not disturbed by the next. What was there before this process began, or was left half written, is removed.
 */
final class CommitFolders {
    private static final int KEPT = 4;

    private final Path root;
    private final Deque<Path> folders = new ArrayDeque<>();
    private final Map<Path, Integer> readers = new ConcurrentHashMap<>();

    CommitFolders(Path root) {
        this.root = root;
    }

    /**
     * The commit's files.
     *
     * @param path the folder within the repository, empty for all of it
     * @throws IOException if they cannot be written, or one of them is a link
     */
    Path of(Repository repository, ObjectId commit, String path) throws IOException {
        Path folder = root.resolve(commit.name());
        if (!folders.contains(folder)) {
            delete(folder);
            Path unfinished = root.resolve(commit.name() + ".unfinished");
            delete(unfinished);
            Files.createDirectories(unfinished);
            write(repository, commit, path, unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            folders.addLast(folder);
            List<Path> unread =
                    folders.stream().filter(each -> !readers.containsKey(each)).toList();
            folders.removeAll(unread.subList(0, Math.max(0, unread.size() - KEPT)));
            deleteOthers();
        }
        return folder.resolve(path);
    }

    /** A reader has this commit's folder: it stays. */
    void enter(String commit) {
        readers.merge(root.resolve(commit), 1, Integer::sum);
    }

    /** A reader has ended: without another one, the folder goes when the next commit comes. */
    void leave(String commit) {
        readers.computeIfPresent(root.resolve(commit), (folder, number) -> number == 1 ? null : number - 1);
    }

    private static void write(Repository repository, ObjectId commit, String path, Path target) throws IOException {
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(repository)) {
            tree.addTree(commits.parseCommit(commit).getTree());
            tree.setRecursive(true);
            if (!path.isEmpty()) {
                tree.setFilter(PathFilter.create(path));
            }
            while (tree.next()) {
                write(tree, target);
            }
        }
    }

    private static void write(TreeWalk tree, Path target) throws IOException {
        FileMode mode = tree.getFileMode();
        Path file = within(target, tree.getPathString());
        if (!file.startsWith(target) || (mode != FileMode.REGULAR_FILE && mode != FileMode.EXECUTABLE_FILE)) {
            throw new IOException("'" + tree.getPathString()
                    + "' is a link or a submodule, and a catalogue holds only files and folders");
        }
        Files.createDirectories(file.getParent());
        try (OutputStream to = Files.newOutputStream(file)) {
            tree.getObjectReader().open(tree.getObjectId(0)).copyTo(to);
        }
        if (mode == FileMode.EXECUTABLE_FILE && !file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    private static Path within(Path target, String name) throws IOException {
        try {
            return target.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IOException(
                    "'" + name + "' cannot be a file's name here; rename it, or run the renderer with a locale such as"
                            + " LANG=C.UTF-8",
                    e);
        }
    }

    private void deleteOthers() throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.list(root)) {
            others = all.filter(folder -> !folders.contains(folder)).toList();
        }
        for (Path other : others) {
            delete(other);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(CommitFolders::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

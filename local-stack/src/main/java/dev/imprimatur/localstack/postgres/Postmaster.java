package dev.imprimatur.localstack.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server's main process, as its {@code postmaster.pid} names it.
 *
 * @param pid its process id
 * @param ready whether it takes connections
 */
record Postmaster(long pid, boolean ready) {

    private static final int STATUS_LINE = 7;

    static Optional<Postmaster> read(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            if (lines.isEmpty() || !lines.get(0).strip().matches("\\d+")) {
                return Optional.empty();
            }
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new Postmaster(Long.parseLong(lines.get(0).strip()), ready));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether that process lives and works in this data folder; one that merely got the same number does not. */
    boolean worksIn(Path data) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .equals(data.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks for a fast shutdown, which SIGINT means to it; Java itself sends SIGTERM only, which waits for clients. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + pid).start().waitFor();
    }

    boolean awaitEnd(Duration limit) throws InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        try {
            if (process.isPresent()) {
                process.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + pid + " failed", e);
        }
    }
}

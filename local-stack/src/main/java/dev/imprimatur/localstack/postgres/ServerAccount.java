package dev.imprimatur.localstack.postgres;

import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who PostgreSQL runs as. It refuses to run as root, so root leaves its rights behind: in a user namespace without any
 * mapping, where files need no other owner, or, where the kernel forbids that, as the user {@code nobody}.
 *
 * @param prefix what stands before a command
 * @param owner the user that the data must belong to, empty for the user that runs this
 */
record ServerAccount(List<String> prefix, String owner) {

    private static final String UNPRIVILEGED = "65534";

    /** The account for the present user. */
    static ServerAccount current() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new ServerAccount(List.of(), "");
        }
        return succeeds(List.of("unshare", "--user", "true")) ? inUserNamespace() : asUnprivileged();
    }

    static ServerAccount inUserNamespace() {
        return new ServerAccount(List.of("unshare", "--user"), "0");
    }

    static ServerAccount asUnprivileged() {
        return new ServerAccount(
                List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--clear-groups"),
                UNPRIVILEGED);
    }

    List<String> command(String... command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        return whole;
    }

    /** Gives the folder, with all that is in it, to this account. */
    void take(Path folder) throws IOException, InterruptedException, StartFailure {
        if (owner.isEmpty()) {
            return;
        }
        if (!Files.getAttribute(folder, "unix:uid").toString().equals(owner)
                && !succeeds(List.of("chown", "-R", owner + ":" + owner, folder.toString()))) {
            throw new StartFailure(StartFailure.FAILED, "%s cannot be given to user %s".formatted(folder, owner));
        }
        if (!succeeds(command("test", "-w", folder.toString()))) {
            throw new StartFailure(
                    StartFailure.FAILED,
                    "PostgreSQL must not run as root, and user %s cannot reach %s: choose a --home that everyone may enter"
                            .formatted(owner, folder));
        }
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}

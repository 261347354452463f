package dev.imprimatur.localstack.postgres;

import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * PostgreSQL's data, made at the first start: a role and a database, both named imprimatur.
 *
 * @param folder the data folder
 */
record Cluster(Path folder) {

    static final String FOLDER = "data";

    private static final String FIRST_STATEMENTS = """
            create role imprimatur login password 'imprimatur'
            create database imprimatur owner imprimatur
            """;

    /** Makes the cluster unless it is there. A crash in between leaves none, not half of one. */
    static Cluster in(Path parent, Programs programs, ServerAccount account)
            throws IOException, InterruptedException, StartFailure {
        Path folder = parent.resolve(FOLDER);
        if (!Files.exists(folder)) {
            Path unfinished = parent.resolve(FOLDER + ".unfinished");
            Folders.deleteAll(unfinished);
            Files.createDirectories(unfinished);
            account.take(unfinished);
            initialise(unfinished, programs, account);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        account.take(folder);
        return new Cluster(folder);
    }

    private static void initialise(Path data, Programs programs, ServerAccount account)
            throws IOException, InterruptedException, StartFailure {
        String d = data.toString();
        run(
                "",
                account.command(
                        programs.program("initdb"),
                        "-D",
                        d,
                        "-U",
                        "postgres",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--auth-host=scram-sha-256",
                        "--auth-local=trust"));
        execute(FIRST_STATEMENTS, data, programs, account);
    }

    /** Lets services log in. The server does not run meanwhile. */
    void admit(ServicesLogin services, Programs programs, ServerAccount account)
            throws IOException, InterruptedException, StartFailure {
        execute(services.statements(), folder, programs, account);
    }

    /** Statements come by standard input: what a command line says, others read. */
    private static void execute(String statements, Path data, Programs programs, ServerAccount account)
            throws IOException, InterruptedException, StartFailure {
        String said = run(
                statements,
                account.command(programs.program("postgres"), "--single", "-D", data.toString(), "postgres"));
        if (said.contains("ERROR:")) {
            throw new StartFailure(StartFailure.FAILED, "PostgreSQL refused its first statements:\n" + said);
        }
    }

    private static String run(String input, List<String> command)
            throws IOException, InterruptedException, StartFailure {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new StartFailure(StartFailure.FAILED, "%s failed:%n%s".formatted(String.join(" ", command), output));
        }
        return output;
    }
}

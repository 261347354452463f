package dev.imprimatur.cli;

import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the script in a folder of a test, with a JVM that does something simple. */
final class StubbedScript {
    private final Path folder;

    /** @param java what is run in place of the JVM */
    StubbedScript(Path folder, String java) throws IOException {
        this.folder = folder;
        Path script = Path.of(System.getProperty("imprimatur.root", "..")).resolve("imprimatur");
        Catalogs.write(folder, "imprimatur", Files.readString(script));
        try (Stream<Path> parts = Files.list(script.resolveSibling("deploy/local"))) {
            for (Path part : parts.filter(Files::isRegularFile).toList()) {
                Catalogs.write(folder, "deploy/local/" + part.getFileName(), Files.readString(part));
            }
        }
        Catalogs.write(folder, "cli/target/cli.jar", "");
        Catalogs.write(folder, "jdk/release", "JAVA_VERSION=\"25\"\n");
        for (String program : List.of("java", "javac")) {
            Catalogs.write(folder, "jdk/bin/" + program, "#!/bin/sh\n" + java + "\n");
            if (!folder.resolve("jdk/bin/" + program).toFile().setExecutable(true)) {
                throw new IOException("no program: " + program);
            }
        }
    }

    /** Has the JVM render, with this variable that says something of the locale, and no other. */
    String render(String variable, String locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                folder.resolve("imprimatur").toString(),
                "--home",
                folder.resolve("home").toString(),
                "render");
        builder.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().put(variable, locale);
        builder.environment().put("IMPRIMATUR_JAVA_HOME", folder.resolve("jdk").toString());
        return ended(builder);
    }

    /** The exit code, then what is printed. */
    static String ended(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + printed;
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalogue whose files have names that this process has no bytes for, since its locale is not one of UTF-8. */
class LocaleTest {
    @TempDir
    Path root;

    @Test
    void whatCannotBeAFilesNameIsAMistake() throws Exception {
        Catalogs.small(root, "template: Größe\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/Größe", "FROM {base}\n");
        assertThat(lint("C.UTF-8")).startsWith("0\n");

        assertThat(lint("C"))
                .startsWith("1\n")
                .contains("cannot be a file's name here; ", "a locale such as LANG=C.UTF-8");
    }

    /** Its archive would have files of other names. */
    @Test
    void soIsAFileOfAContextThatIsReadByAnotherName() throws Exception {
        Catalogs.small(root, "context: files\nreleases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "app/files/Größe", "");
        assertThat(lint("C.UTF-8")).startsWith("0\n");

        assertThat(lint("C")).startsWith("1\n").contains("has a name that is not read as UTF-8 text");
    }

    @Test
    void soIsAFolderOfAFamily() throws Exception {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                families: [Größe]
                """);

        assertThat(lint("C")).startsWith("1\n").contains("catalog.yaml:3: 'Gr", "cannot be a file's name here; ");
    }

    /** The script, with a JVM that prints its locale. */
    @Test
    void theScriptSeesToALocaleThatHasEveryName() throws Exception {
        Path script = Path.of(System.getProperty("imprimatur.root", "..")).resolve("imprimatur");
        Catalogs.write(root, "imprimatur", Files.readString(script));
        try (Stream<Path> parts = Files.list(script.resolveSibling("deploy/local"))) {
            for (Path part : parts.filter(Files::isRegularFile).toList()) {
                Catalogs.write(root, "deploy/local/" + part.getFileName(), Files.readString(part));
            }
        }
        Catalogs.write(root, "cli/target/cli.jar", "");
        Catalogs.write(root, "jdk/release", "JAVA_VERSION=\"25\"\n");
        for (String program : List.of("java", "javac")) {
            Catalogs.write(root, "jdk/bin/" + program, "#!/bin/sh\necho \"LC_ALL=$LC_ALL LANG=$LANG\"\n");
            assertThat(root.resolve("jdk/bin/" + program).toFile().setExecutable(true))
                    .isTrue();
        }

        assertThat(script("LANG", "C")).isEqualTo("0\nLC_ALL=C.UTF-8 LANG=C\n");
        assertThat(script("LC_ALL", "C")).isEqualTo("0\nLC_ALL=C.UTF-8 LANG=\n");
        assertThat(script("LANG", "C.UTF-8")).isEqualTo("0\nLC_ALL= LANG=C.UTF-8\n");
    }

    private String script(String name, String locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                root.resolve("imprimatur").toString(),
                "--home",
                root.resolve("home").toString(),
                "render");
        builder.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().put(name, locale);
        builder.environment().put("IMPRIMATUR_JAVA_HOME", root.resolve("jdk").toString());
        return ended(builder);
    }

    private String lint(String locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.imprimatur.cli.Imprimatur",
                "catalog",
                "lint",
                root.toString());
        builder.environment().put("LC_ALL", locale);
        return ended(builder);
    }

    /** The exit code, then what is printed. */
    private static String ended(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + printed;
    }
}

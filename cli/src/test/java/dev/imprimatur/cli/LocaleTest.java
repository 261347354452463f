package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.nio.file.Path;
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

    @Test
    void theScriptSeesToALocaleThatHasEveryName() throws Exception {
        StubbedScript script = new StubbedScript(root, "echo \"LC_ALL=$LC_ALL LANG=$LANG\"");

        assertThat(script.render("LANG", "C")).isEqualTo("0\nLC_ALL=C.UTF-8 LANG=C\n");
        assertThat(script.render("LC_ALL", "C")).isEqualTo("0\nLC_ALL=C.UTF-8 LANG=\n");
        assertThat(script.render("LANG", "xx_XX.UTF-8"))
                .as("one that no machine has")
                .isEqualTo("0\nLC_ALL=C.UTF-8 LANG=xx_XX.UTF-8\n");
        assertThat(script.render("LANG", "C.UTF-8")).isEqualTo("0\nLC_ALL= LANG=C.UTF-8\n");
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
        return StubbedScript.ended(builder);
    }
}

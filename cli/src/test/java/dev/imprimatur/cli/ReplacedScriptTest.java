package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bash reads a script as it goes on: one that is updated while a command runs would go on somewhere in the new one. */
class ReplacedScriptTest {
    @TempDir
    Path folder;

    @Test
    void aCommandRunsOnceThoughTheScriptIsUpdatedMeanwhile() throws Exception {
        Path script = folder.resolve("imprimatur");
        StubbedScript stubbed = new StubbedScript(
                folder,
                "echo runs; printf '# one line more\\n%s\\n' \"$(cat " + script + ")\" >" + folder + "/new; cat "
                        + folder + "/new >" + script);

        assertThat(stubbed.render("LANG", "C.UTF-8")).isEqualTo("0\nruns\n");
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that let shells complete command lines. */
class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void bashCompletesCommandsOfTheCliAndOfTheScript() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), script("bash"));

        assertThat(completed(script, "imprimatur", "dea")).contains("dead-letters");
        assertThat(completed(script, "imprimatur", "u")).contains("up", "unblock");
        assertThat(completed(script, "imprimatur", "queue", "--st")).contains("--stage");
        assertThat(completed(script, "imprimatur", "dead-letters", "red")).contains("redrive");
        assertThat(completed(script, "imprimatur", "tokens", "re")).contains("revoke");
    }

    @Test
    void zshTakesBashs() {
        assertThat(script("zsh")).contains("bashcompinit").isEqualTo(script("bash"));
    }

    @Test
    void fishHasItsOwn() {
        assertThat(script("fish").lines())
                .contains("complete -c imprimatur -f")
                .anyMatch(line -> line.startsWith("complete -c imprimatur -n __fish_use_subcommand -a rebuild -d '"))
                .anyMatch(line ->
                        line.startsWith("complete -c imprimatur -n '__fish_seen_subcommand_from queue' -l stage -r"))
                .anyMatch(line -> line.contains("-n '__fish_seen_subcommand_from dead-letters' -a redrive"))
                .anyMatch(line -> line.contains("__fish_seen_subcommand_from up' -l builders"))
                .allMatch(line -> line.startsWith("complete -c imprimatur"));
    }

    @Test
    void anotherShellIsNotKnown() {
        Run run = Run.of("completion", "tcsh");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("bash, zsh, fish");
    }

    private static String script(String shell) {
        Run run = Run.of("completion", shell);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        return run.out();
    }

    /** What bash offers after these words. */
    private static List<String> completed(Path script, String... words) throws IOException, InterruptedException {
        String line = String.join(" ", words);
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                                + "; COMP_WORDS=("
                                + line + "); COMP_CWORD=" + (words.length - 1)
                                + "; _complete_imprimatur; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out.lines().map(String::strip).toList();
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts that let shells complete command lines. */
class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void bashCompletesCommandsOfTheCliAndOfTheScript() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), script("bash"));

        assertThat(completed(script, "imprimatur", "dea")).contains("dead-letters");
        assertThat(completed(script, "imprimatur", "do")).contains("doctor");
        assertThat(completed(script, "imprimatur", "ret")).contains("retry");
        assertThat(completed(script, "imprimatur", "catalog", "lint", "--str")).contains("--strict");
        assertThat(completed(script, "imprimatur", "u")).contains("up", "unblock");
        assertThat(completed(script, "imprimatur", "queue", "--st")).contains("--stage");
        assertThat(completed(script, "imprimatur", "dead-letters", "red")).contains("redrive");
        assertThat(completed(script, "imprimatur", "tokens", "re")).contains("revoke");
        assertThat(completed(script, "imprimatur", "bench", "pu")).contains("push", "publish");
        assertThat(completed(script, "imprimatur", "bench", "size", "--bu")).contains("--builders");
    }

    /** Presses the tab key in a terminal of zsh, and waits until the line has become longer. */
    private static final String ZSH = """
            zmodload zsh/zpty
            zpty z "TERM=dumb PS1='> ' zsh -f -i"
            zpty -w z "autoload -U compinit && compinit -u -D && source $1 && echo REA''DY"
            zpty -r z line '*READY*' || exit 1
            zpty -w -n z "$2"$'\\t'
            zpty -r z line "*$3*"
            """;

    @ParameterizedTest
    @CsvSource({
        "imprimatur dea, dead-letters",
        "./imprimatur unb, unblock",
        "imprimatur queue --st, --stage",
        "imprimatur dead-letters red, redrive",
        "imprimatur tokens rev, revoke",
        "imprimatur bench sc, scale"
    })
    void zshCompletes(String typed, String completed) throws Exception {
        assumeTrue(isThere("zsh"), "zsh is missing: on Debian, apt-get install zsh");
        Path script = Files.writeString(folder.resolve("completion"), script("zsh"));
        Path terminal = Files.writeString(folder.resolve("terminal"), ZSH);

        Process zsh = new ProcessBuilder("zsh", "-f", terminal.toString(), script.toString(), typed, completed)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();

        assertThat(ended(zsh)).as(Files.readString(folder.resolve("out"))).isTrue();
        assertThat(zsh.exitValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imprimatur dea|dead-letters\tShow what",
                "./imprimatur unb|unblock\tLet a digest",
                "imprimatur dem|demo",
                "imprimatur queue --st|--stage\tonly",
                "imprimatur dead-letters red|redrive\tHand",
                "imprimatur tokens rev|revoke\tTake",
                "imprimatur tokens create --ow|--owner\twhose",
                "imprimatur completion zs|zsh",
                "imprimatur up --bu|--builders"
            })
    void fishCompletes(String typed, String completed) throws Exception {
        assumeTrue(isThere("fish"), "fish is missing: on Debian, apt-get install fish");
        Path script = Files.writeString(folder.resolve("completion"), script("fish"));

        Process fish = new ProcessBuilder(
                        "fish", "--no-config", "-c", "source " + script + "; complete -C '" + typed + "'")
                .redirectErrorStream(true)
                .start();
        String out = new String(fish.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(ended(fish)).isTrue();
        assertThat(out.lines()).singleElement().asString().startsWith(completed);
        if (!completed.contains("\t")) {
            assertThat(out.strip()).as("with no other's description").isEqualTo(completed);
        }
    }

    private static boolean isThere(String shell) {
        return Files.isExecutable(Path.of("/usr/bin", shell));
    }

    private static boolean ended(Process shell) throws InterruptedException {
        boolean ended = shell.waitFor(30, TimeUnit.SECONDS);
        shell.destroyForcibly();
        return ended;
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

package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The functions of {@code ./imprimatur}, one by one, without what they need a stack for. */
final class ScriptFunctions {
    /** Defines them, for a home that the variable H names. */
    static final String PRELUDE =
            "set -euo pipefail; ROOT=$PWD; HOME_DIR=$H; CATALOG=; BUILDERS=1; ENGINES=(); source <(sed -n '/^set_up_machine()/,$p' imprimatur | sed '$d');"
                    + " for f in deploy/local/*.sh; do source \"$f\"; done; ";

    private ScriptFunctions() {}

    /** What they print in this home. */
    static String call(Path home, String commands) throws IOException {
        return bash(PRELUDE + commands, Map.of("H", home.toString()));
    }

    /** What commands print in the checkout that have to succeed. */
    static String bash(String commands, Map<String, String> environment) throws IOException {
        Process process = start(environment, commands);
        process.outputWriter().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
        return output;
    }

    /** Commands that have just begun. */
    static Process start(Map<String, String> environment, String commands) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", commands);
        builder.environment().remove("IMPRIMATUR_INSTALLATION");
        builder.environment().putAll(environment);
        builder.environment().put("PRELUDE", PRELUDE);
        return builder.directory(Script.ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}

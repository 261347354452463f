package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which commands of the documents a test runs. What no mark excepts, {@code DocumentedIT} types. */
class ShownCommandsTest {
    /** One in so many may be run by no test. */
    private static final int ONE_IN = 5;

    private static final Pattern COMMAND =
            Pattern.compile("(\\$ )?(\\./imprimatur|kubectl|docker|mvn|curl|kcat|openssl|jq|deploy/\\S+) .*");

    private static List<ShownBlock> blocks;
    private static List<ShownCommand> commands;

    @BeforeAll
    static void read() throws Exception {
        blocks = ShownBlock.all();
        commands = new ArrayList<>();
        for (ShownBlock block : blocks) {
            if (block.language().isEmpty()) {
                commands.addAll(block.commands());
            }
        }
    }

    @Test
    void atMostOneInFiveIsRunByNoTest() {
        List<ShownCommand> notRun =
                commands.stream().filter(command -> command.notRun() != null).toList();
        System.out.printf(
                "%d commands in documents, of which %d are run by a test of their own and %d by none%n",
                commands.size(),
                commands.stream().filter(command -> command.runBy() != null).count(),
                notRun.size());

        assertThat(commands).hasSizeGreaterThan(200);
        assertThat(notRun).hasSizeLessThanOrEqualTo(commands.size() / ONE_IN);
    }

    @Test
    void aTestThatIsToRunACommandIsThere() throws IOException {
        Map<String, String> sources = NamedTestsTest.sources();

        assertThat(commands)
                .filteredOn(command -> command.runBy() != null)
                .allSatisfy(command -> assertThat(sources).containsKey(command.runBy()));
    }

    /** What is no command has a language: text, yaml, json and so on. */
    @Test
    void noCommandIsInABlockOfAnotherLanguage() {
        assertThat(blocks)
                .filteredOn(block -> !block.language().isEmpty())
                .allSatisfy(block -> assertThat(block.lines())
                        .as(block.document() + ":" + block.line())
                        .noneMatch(COMMAND.asMatchPredicate()));
    }

    @Test
    void marksAreReadAndACommandEndsWhereBashSaysSo() throws Exception {
        ShownBlock block = ShownBlock.of("x.md", """
                text
                <!-- not run, `mvn`: it takes long -->
                <!-- run by DemoIT, `./imprimatur demo` -->
                ```
                cat > file <<'EOF'
                mvn package
                EOF
                mvn -q \\
                  package
                ./imprimatur demo
                ```
                """.lines().toList()).getFirst();

        assertThat(block.commands())
                .containsExactly(
                        new ShownCommand("x.md", 5, "cat > file <<'EOF'\nmvn package\nEOF", "", 0, null, null),
                        new ShownCommand("x.md", 8, "mvn -q \\\n  package", "", 0, null, "it takes long"),
                        new ShownCommand("x.md", 10, "./imprimatur demo", "", 0, "DemoIT", null));
    }

    @Test
    void aSessionSaysWhatIsPrinted() throws Exception {
        ShownBlock block = ShownBlock.of("x.md", """
                <!-- exit code 1, `false` -->
                ```
                $ echo one
                one

                $ false
                ```
                """.lines().toList()).getFirst();

        assertThat(block.commands())
                .containsExactly(
                        new ShownCommand("x.md", 3, "echo one", "one", 0, null, null),
                        new ShownCommand("x.md", 6, "false", "", 1, null, null));
    }

    @Test
    void aMarkNeedsACommandAndAReason() {
        assertThatThrownBy(() -> ShownBlock.of("x.md", List.of("<!-- not run -->", "```", "true", "```"))
                        .getFirst()
                        .commands())
                .hasMessageContaining("no reason");
        assertThatThrownBy(() -> ShownBlock.of("x.md", List.of("<!-- not run, `mvn`: long -->", "```", "true", "```"))
                        .getFirst()
                        .commands())
                .hasMessageContaining("no command for");
    }
}

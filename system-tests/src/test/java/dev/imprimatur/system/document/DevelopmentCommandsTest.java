package dev.imprimatur.system.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A service that a document starts from source gets what it has no usable default for: whatever the local script gives
 * it of a home's own, which are Kafka's users, the database, keys and the secret of services.
 */
class DevelopmentCommandsTest {
    private static final String START = "quarkus:dev";
    private static final Pattern SERVICE = Pattern.compile("-pl (\\w+)-service ");
    private static final Pattern GIVEN = Pattern.compile("-D([\\w.-]+)=");

    /** A folder in which a missing key is made is for a home that has none yet. */
    private static final Pattern OF_A_HOME = Pattern.compile("\"(?!\\w+_TRUST_FOLDER=)([A-Z_]+)="
            + "[^\"]*(?:\\$HOME_DIR/(?:kafka|keys|peers)/|recall ports\\.env (?:kafka-users|postgres)\\))");

    @Test
    void whatIsStartedFromSourceGetsWhatItHasNoDefaultFor() throws Exception {
        List<ShownCommand> commands = commands();

        assertThat(commands).hasSizeGreaterThan(5).allSatisfy(command -> {
            Matcher service = SERVICE.matcher(command.text());
            assertThat(service.find()).isTrue();
            assertThat(given(command.text())).containsAll(needed(service.group(1)));
        });
    }

    @Test
    void eachIsInABlockOfCommands() throws Exception {
        long mentioned = 0;
        for (Document document : Document.all()) {
            mentioned += Pattern.compile(START)
                    .matcher(Files.readString(document.file()))
                    .results()
                    .count();
        }

        assertThat(commands()).hasSize((int) mentioned);
    }

    @Test
    void whatAServiceNeedsIsReadFromTheLocalScript() throws IOException {
        assertThat(needed("tester"))
                .containsExactlyInAnyOrder(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "QUARKUS_CONFIG_LOCATIONS",
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "IMPRIMATUR_HTTP_PEER_SECRET",
                        "IMPRIMATUR_SIGNING_KEY_FILE",
                        "IMPRIMATUR_ORDER_KEYS",
                        "IMPRIMATUR_BUILDS_KEYS");
    }

    private static List<ShownCommand> commands() throws IOException, InterruptedException {
        List<ShownCommand> commands = new ArrayList<>();
        for (ShownBlock block : ShownBlock.all()) {
            if (block.language().isEmpty()) {
                block.commands().stream()
                        .filter(command -> command.text().contains(START))
                        .forEach(commands::add);
            }
        }
        return commands;
    }

    /** The names that these settings have in the environment. */
    private static Set<String> given(String command) {
        return GIVEN.matcher(command)
                .results()
                .map(setting -> setting.group(1)
                        .toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_'))
                .collect(Collectors.toSet());
    }

    private static Set<String> needed(String service) throws IOException {
        String script = Files.readString(Document.ROOT.resolve("deploy/local/services.sh"));
        String settings = script.substring(script.indexOf("\nservice_settings() {"));
        String all = settings.substring(0, settings.indexOf("case $service in"));
        String own = settings.substring(settings.indexOf("\n    " + service + ") "));
        Set<String> needed = new TreeSet<>();
        for (String part : List.of(all, own.substring(0, own.indexOf(";;")))) {
            OF_A_HOME.matcher(part).results().map(found -> found.group(1)).forEach(needed::add);
        }
        return needed;
    }
}

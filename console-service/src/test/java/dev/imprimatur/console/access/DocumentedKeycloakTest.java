package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/operating/access.md} has an administrator of Keycloak type, typed on a real one. */
class DocumentedKeycloakTest {
    private static final Path DOCUMENT = Path.of("../docs/operating/access.md");
    private static final Pattern BLOCK = Pattern.compile("```\n(kcadm\\.sh .*?)```", Pattern.DOTALL);
    private static final String EXAMPLE = """
            ada=$(kcadm.sh get users -r company -q username=ada --fields id --format csv --noquotes)
            kcadm.sh get "clients/$client/evaluate-scopes/generate-example-access-token" -r company \
                -q scope=openid -q "userId=$ada" > token
            """;

    @TempDir
    Path folder;

    /** Its start has a time of its own. */
    @BeforeAll
    static void begin() {
        new Keycloak().start();
    }

    @Test
    void whatAnAdministratorTypesGivesTokensForTheConsole() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).isTrue();

        type(block.group(1).replace("https://keycloak.example", "http://127.0.0.1:" + Keycloak.port()) + EXAMPLE);

        JsonPath token = JsonPath.from(Files.readString(folder.resolve("token")));
        assertThat(token.getString("aud")).contains("imprimatur");
        assertThat(token.getList("realm_access.roles", String.class)).contains("imprimatur-admin");
        assertThat(folder.resolve("oidc-secret")).isNotEmptyFile();
    }

    private void type(String text) throws IOException, InterruptedException {
        Path programs = Path.of(System.getProperty("imprimatur.test.keycloak"), "bin");
        File log = folder.resolve("log").toFile();
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", text)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log);
        bash.environment()
                .putAll(Map.of(
                        "PATH",
                        programs + File.pathSeparator + System.getenv("PATH"),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        // What is remembered of a login lies in the home, and a password is not asked for.
                        "KC_OPTS",
                        "-XX:TieredStopAtLevel=1 -Duser.home=" + folder,
                        "KC_CLI_PASSWORD",
                        "admin"));
        assertThat(bash.start().waitFor()).as(() -> read(log)).isZero();
    }

    private static String read(File log) {
        try {
            return Files.readString(log.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }
}

package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.Folders;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The one real Keycloak of this JVM, with the realms of {@code src/test/resources/keycloak}; it ends with the JVM. */
public class Keycloak implements QuarkusTestResourceLifecycleManager {
    /** Quarkus loads test resources once for each application; a property is what these classes share. */
    private static final String PORT = "imprimatur.test.keycloak.port";

    private static final Path REALMS = Path.of("src/test/resources/keycloak");
    private static final Path SECRET_FILE = Path.of("target/test-oidc/secret");
    private static final String SECRET = "a-secret-of-tests-alone-0123456789";
    private static final String ADMIN = "admin";

    @Override
    public Map<String, String> start() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, Integer.toString(begin()));
        }
        return configuration(port());
    }

    @Override
    public void stop() {
        // It ends with the JVM.
    }

    /** What a console is configured with that finds it at this port. */
    static Map<String, String> configuration(int port) {
        try {
            Files.createDirectories(SECRET_FILE.getParent());
            Files.writeString(SECRET_FILE, SECRET + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "imprimatur.console.oidc.url", url(port, "imprimatur"),
                "imprimatur.console.oidc.client", "imprimatur",
                "imprimatur.console.oidc.secret-file", SECRET_FILE.toString());
    }

    /** Where it listens. */
    static int port() {
        return Integer.getInteger(PORT);
    }

    /** The address of a realm. */
    static String url(int port, String realm) {
        return "http://127.0.0.1:" + port + "/realms/" + realm;
    }

    /** An access token of this person. */
    static String token(String person) {
        return tokens("imprimatur", "imprimatur", person).getString("access_token");
    }

    /** All tokens that this person gets by this client. */
    static JsonPath tokens(String realm, String client, String person) {
        return tokens(port(), realm, client, person);
    }

    /** The same by another port. */
    static JsonPath tokens(int port, String realm, String client, String person) {
        return tokens(
                port,
                realm,
                Map.of(
                        "client_id",
                        client,
                        "client_secret",
                        client.equals("imprimatur") ? SECRET : "",
                        "username",
                        person,
                        "password",
                        person + "-password"));
    }

    /** Gives the person the role, or takes it. */
    static void role(String person, String role, boolean given) {
        String admin = tokens(port(), "master", Map.of("client_id", "admin-cli", "username", ADMIN, "password", ADMIN))
                .getString("access_token");
        String realm = "http://127.0.0.1:" + port() + "/admin/realms/imprimatur";
        String user = asks().header("Authorization", "Bearer " + admin)
                .get(realm + "/users?exact=true&username=" + person)
                .jsonPath()
                .getString("[0].id");
        Map<String, Object> found = asks().header("Authorization", "Bearer " + admin)
                .get(realm + "/roles/" + role)
                .jsonPath()
                .getMap("");
        RequestSpecification change = asks().header("Authorization", "Bearer " + admin)
                .contentType("application/json")
                .body(List.of(found));
        String address = realm + "/users/" + user + "/role-mappings/realm";
        assertThat((given ? change.post(address) : change.delete(address)).statusCode())
                .isEqualTo(204);
    }

    private static JsonPath tokens(int port, String realm, Map<String, String> form) {
        return asks().contentType("application/x-www-form-urlencoded")
                .formParams(form)
                .formParam("grant_type", "password")
                .formParam("scope", "openid")
                .post(url(port, realm) + "/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static RequestSpecification asks() {
        return RestAssured.given().noFilters();
    }

    private static int begin() {
        Path home = Path.of(System.getProperty("imprimatur.test.keycloak"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            Folders.remove(home.resolve("data"));
            Path realms = Files.createDirectories(home.resolve("data/import"));
            try (var files = Files.list(REALMS)) {
                for (Path file : files.toList()) {
                    Files.copy(file, realms.resolve(file.getFileName()));
                }
            }
            Path log = home.resolve("test.log");
            ProcessBuilder command = new ProcessBuilder(
                            home.resolve("bin/kc.sh").toString(),
                            "start-dev",
                            "--import-realm",
                            "--http-host=127.0.0.1",
                            "--http-port=" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            command.environment()
                    .putAll(Map.of(
                            "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN,
                            "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN,
                            "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx320m -XX:TieredStopAtLevel=1"));
            Process process = command.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                process.onExit().join();
            }));
            Awaitility.await("Keycloak, see " + log)
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .failFast("Keycloak ended, see " + log, () -> !process.isAlive())
                    .ignoreExceptionsMatching(e -> e instanceof ConnectException)
                    .until(() -> asks().get(url(port, "elsewhere")).statusCode() == 200
                            && asks().get(url(port, "imprimatur")).statusCode() == 200);
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

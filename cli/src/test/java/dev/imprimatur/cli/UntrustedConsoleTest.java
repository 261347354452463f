package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A console with TLS, whose certificate it has signed itself. */
class UntrustedConsoleTest {
    private static final String PASSWORD = "of-the-test";

    @TempDir
    static Path folder;

    private static SSLContext tls;

    private StubServer console;

    /** Making one takes long. */
    @BeforeAll
    static void sign() throws IOException, InterruptedException, GeneralSecurityException {
        keytool(
                "-genkeypair -alias server -keyalg EC -dname CN=console -ext san=dns:localhost",
                "-keystore server -storetype PKCS12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(folder.resolve("server"))) {
            store.load(stored, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        keytool("-importcert -noprompt -alias console -file ca.pem", "-keystore trusted");
    }

    @BeforeEach
    void start() throws IOException {
        console = StubServer.withTls(tls).on("GET /api/images", 200, "[]");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** A lost answer would be waited for, for a minute, and would leave open whether it was taken. */
    @ParameterizedTest
    @ValueSource(strings = {"rollback node:22", "rebuild --all", "retry rb-1", "unblock sha256:66", "images"})
    void isAskedForNothingAndSaysWhatToDo(String command) {
        Run run = Run.of((command + " --console https://" + console.host()).split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines().toList().getLast())
                .startsWith("there is no TLS with the console at https://" + console.host()
                        + ", so it was asked for nothing: ")
                .contains("unable to find valid certification path", "JAVA_TOOL_OPTIONS='-Djavax.net.ssl.trustStore=");
        assertThat(run.err()).doesNotContain("not known", "waiting", "was taken");
        assertThat(console.requests()).isEmpty();
    }

    @Test
    void isTrustedFromAStore() throws Exception {
        assertThat(trusting("images", "--console", "https://" + console.host())).startsWith("0\n");
        assertThat(console.requests()).containsExactly("GET /api/images");
    }

    @Test
    void hasToBeOfTheNameThatIsAsked() throws Exception {
        String address = console.host().replace("localhost", "127.0.0.1");

        assertThat(trusting("rollback", "node:22", "--console", "https://" + address))
                .startsWith("1\n")
                .contains("so it was asked for nothing: ", "matching IP address 127.0.0.1");
        assertThat(console.requests()).isEmpty();
    }

    /** What the program answers who trusts the certificate: its exit code, then what it prints. */
    private static String trusting(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(java("java"), "-cp", System.getProperty("java.class.path"), "dev.imprimatur.cli.Imprimatur"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        "-Djavax.net.ssl.trustStore=" + folder.resolve("trusted")
                                + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
        return ended(builder);
    }

    private static void keytool(String command, String store) throws IOException, InterruptedException {
        List<String> words = Stream.of(java("keytool") + " " + command, store, "-storepass " + PASSWORD)
                .flatMap(part -> Stream.of(part.split(" ")))
                .toList();
        assertThat(ended(new ProcessBuilder(words).directory(folder.toFile())))
                .as("%s", words)
                .startsWith("0\n");
    }

    private static String ended(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + printed;
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}

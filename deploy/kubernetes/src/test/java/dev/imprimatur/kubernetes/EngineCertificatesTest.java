package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the certificates of {@code engine-certificates} name; {@code MutualTlsTest} of the module engine uses them. */
class EngineCertificatesTest {
    @TempDir
    Path folder;

    @Test
    void anAddressIsNamedAsOne() throws Exception {
        assertThat(script("engine.example.com", "192.0.2.7", "2001:db8::7")).isZero();

        assertThat(names()).containsExactly("2:engine.example.com", "7:192.0.2.7", "7:2001:db8:0:0:0:0:0:7");
    }

    @Test
    void thoseThatWereGivenAreKeptUntilOthersAre() throws Exception {
        script("engine.example.com");

        assertThat(script()).isZero();
        assertThat(names()).containsExactly("2:engine.example.com");

        script("other.example.com");
        script();
        assertThat(names()).containsExactly("2:other.example.com");
    }

    @Test
    void withoutAnyTheyAreThoseOfTestersEngines() throws Exception {
        script();

        assertThat(names()).hasSize(64).contains("2:tester-engine-31.tester-engine");
    }

    @Test
    void whatIsNoNameIsRefusedAndThePairStays() throws Exception {
        script("engine.example.com");

        assertThat(script("engine.example.com:2376")).isEqualTo(1);
        assertThat(folder.resolve("said"))
                .content()
                .contains("made no certificate with subjectAltName=IP:engine.example.com:2376");
        assertThat(names()).containsExactly("2:engine.example.com");
        assertThat(folder.resolve("certificates/server")).isDirectoryNotContaining("glob:**.new");
        assertThat(script()).isZero();
    }

    /** The key of an authority without its certificate would be taken for the newest authority. */
    @Test
    void anAuthorityThatBrokeOffIsMadeByTheNextRun() throws Exception {
        Path openssl = Files.createDirectories(folder.resolve("bin")).resolve("openssl");
        Files.writeString(openssl, """
                #!/bin/sh
                case "$*" in
                  *-x509*) kill -KILL $PPID ;;
                  *) PATH=${PATH#*:} exec openssl "$@" ;;
                esac
                """);
        assertThat(openssl.toFile().setExecutable(true)).isTrue();
        assertThat(script("engine.example.com")).isEqualTo(128 + 9);
        Files.delete(openssl);

        assertThat(script("engine.example.com")).isZero();
        assertThat(names()).containsExactly("2:engine.example.com");
        assertThat(folder.resolve("certificates/server/ca.pem")).content().containsOnlyOnce("BEGIN CERTIFICATE");
    }

    private int script(String... names) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Manifests.FOLDER.resolve("engine-certificates").toString(),
                folder.resolve("certificates").toString()));
        command.addAll(List.of(names));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, own) -> own + ":" + path);
        Process script = builder.start();
        assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return script.exitValue();
    }

    /** Each with its kind before it. */
    private List<String> names() throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(folder.resolve("certificates/server/cert.pem"))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> name.get(0) + ":" + name.get(1))
                    .toList();
        }
    }
}

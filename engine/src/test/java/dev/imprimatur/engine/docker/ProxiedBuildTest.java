package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** apt in a real build, and a proxy that the build itself runs, since it reaches no other address of this machine. */
@Tag("engine")
class ProxiedBuildTest {
    private static final String PROXY = "http://127.0.0.1:3142";

    /** Writes down what it is asked for and has none of it. */
    private static final String ASKED = """
            RUN perl -MIO::Socket::INET -e ' \\
                my $proxy = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 3142, Listen => 9) or die; \\
                while (my $client = $proxy->accept) { \\
                  my $first = <$client> // "nothing\\n"; print STDERR "asked for $first"; \\
                  while (<$client> =~ /\\S/) {} \\
                  print $client "HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"; \\
                  close $client }' & \\
                until bash -c '</dev/tcp/127.0.0.1/3142' 2>/dev/null; do sleep 0.1; done; \\
                rm -f /etc/apt/sources.list.d/* && \\
                echo 'deb [trusted=yes] http://packages.invalid/debian stable main' >/etc/apt/sources.list && \\
                apt-get -o Acquire::Retries=0 update; kill $!
            """.replace("\\\\", "\\");

    private final StringBuilder log = new StringBuilder();

    @ParameterizedTest
    @EnumSource(Builder.class)
    void commandsFetchByTheProxyAndTheImageDoesNotKnowIt(Builder builder) {
        try (Engine engine = DockerEngines.connect(Settings.proxied(PROXY))) {
            Digest image = engine.build(RealEngine.order("proxied", ASKED).by(builder), log::append);
            Digest plain = engine.build(
                    RealEngine.order("proxied", "RUN env | grep -i proxy").by(builder), log::append);

            assertThat(log).contains("asked for GET http://packages.invalid/debian/dists/stable/InRelease HTTP/1.1");
            assertThat(log).contains("http_proxy=" + PROXY, "HTTP_PROXY=" + PROXY, "no_proxy=localhost,");
            assertThat(configuration(engine, image))
                    .contains("packages.invalid")
                    .doesNotContain(PROXY);
            assertThat(configuration(engine, plain)).doesNotContain(PROXY);
            engine.remove(image.value());
            engine.remove(plain.value());
        }
    }

    @ParameterizedTest
    @EnumSource(Builder.class)
    void aBuildWithoutNetworkHasNone(Builder builder) {
        try (Engine engine = DockerEngines.connect(Settings.proxied(PROXY))) {
            Digest image = engine.build(
                    RealEngine.order(
                            "proxied", "RUN ! env | grep -i proxy", false, Duration.ofMinutes(1), new Cancellation()),
                    log::append);
            engine.remove(image.value());
        }
    }

    /** Its history is part of it. */
    private static String configuration(Engine engine, Digest image) {
        StringBuilder read = new StringBuilder();
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(engine.save(image.value(), new Cancellation()))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.getName().endsWith(".json")) {
                    read.append(new String(archive.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.toString();
    }
}

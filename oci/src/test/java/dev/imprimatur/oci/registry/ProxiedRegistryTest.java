package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind a proxy that Java's own settings name, as {@code components/proxy} of Kubernetes sets them. */
@Tag("registry")
class ProxiedRegistryTest {
    private static final List<String> KEYS = List.of("https.proxyHost", "https.proxyPort", "http.nonProxyHosts");

    @TempDir
    static Path server;

    private static TlsRegistry registry;

    @TempDir
    Path docker;

    private final Map<String, String> before = new TreeMap<>();
    private Tunnel proxy;

    @BeforeAll
    static void start() throws Exception {
        registry = new TlsRegistry(server);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void set() throws IOException {
        KEYS.stream()
                .filter(key -> System.getProperty(key) != null)
                .forEach(key -> before.put(key, System.getProperty(key)));
        proxy = new Tunnel();
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", String.valueOf(proxy.port()));
        // With any other value Java excepts loopback too.
        System.setProperty("http.nonProxyHosts", "");
        registry.trustIn(docker);
        Files.writeString(docker.resolve("config.json"), registry.auths());
    }

    @AfterEach
    void reset() {
        KEYS.forEach(System::clearProperty);
        before.forEach(System::setProperty);
        proxy.close();
    }

    @Test
    void itIsReachedThroughTheProxyAndItsCertificateIsCheckedStill() throws IOException {
        client().ping(registry.registry());

        assertThat(proxy.asked()).isNotEmpty().containsOnly("CONNECT " + address() + " HTTP/1.1");

        Files.delete(docker.resolve("certs.d/" + registry.registry() + "/ca.crt"));
        assertThatThrownBy(() -> client().ping(registry.registry())).hasMessageContaining("put its CA into");
    }

    @Test
    void oneThatIsExceptedIsReachedDirectly() {
        System.setProperty("http.nonProxyHosts", "*.svc|localhost");

        client().ping(registry.registry());

        assertThat(proxy.asked()).isEmpty();
    }

    /** It is not gone around. */
    @Test
    void withoutTheProxyItIsUnreachable() {
        proxy.close();

        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.REGISTRY_UNREACHABLE));
    }

    private static String address() {
        return registry.registry().uri().getAuthority();
    }

    private RegistryClient client() {
        return TlsRegistry.client(docker);
    }
}

package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half a provider is none, and the start says so. */
class ProviderConfigTest {
    private static final String KEY = "imprimatur.console.oidc.";

    @TempDir
    Path folder;

    @Test
    void withoutConfigurationThereIsNoProvider() {
        assertThat(setUp(Map.of())).isEmpty();
        assertThat(setUp(Map.of("session", "2h", "roles-claim", "groups"))).isEmpty();
    }

    @Test
    void aSignInIsSafeWhateverIsConfigured() throws IOException {
        OidcTenantConfig tenant = setUp(whole()).getFirst();

        assertThat(tenant.authentication().pkceRequired()).contains(true);
        assertThat(tenant.authentication().nonceRequired()).isTrue();
        assertThat(tenant.token().audience().orElseThrow()).containsOnly("imprimatur");
        assertThat(tenant.token().allowJwtIntrospection()).isFalse();
        assertThat(tenant.credentials().secret()).contains("secret");
    }

    /** One key would be made at random by each process: a browser that another replica sends back would be no one's. */
    @Test
    void everyReplicaReadsTheCookiesOfAnExchangeAlsoWithAShortSecret() throws IOException {
        OidcTenantConfig one = setUp(whole()).getFirst();
        OidcTenantConfig other = setUp(whole()).getFirst();

        String state = one.authentication().stateSecret().orElseThrow();
        String tokens = one.tokenStateManager().encryptionSecret().orElseThrow();
        assertThat(List.of(state, tokens))
                .doesNotHaveDuplicates()
                .allSatisfy(
                        key -> assertThat(key).hasSizeGreaterThanOrEqualTo(32).doesNotContain("secret"));
        assertThat(other.authentication().stateSecret()).contains(state);
        assertThat(other.tokenStateManager().encryptionSecret()).contains(tokens);

        Files.writeString(folder.resolve("another"), "another secret");
        Map<String, String> changed = whole();
        changed.put("secret-file", folder.resolve("another").toString());
        assertThat(setUp(changed).getFirst().authentication().stateSecret())
                .isPresent()
                .isNotEqualTo(one.authentication().stateSecret());
    }

    @ParameterizedTest
    @CsvSource({"url", "client", "secret-file"})
    void whatIsMissingIsNamed(String key) throws IOException {
        Map<String, String> half = whole();
        half.remove(key);
        assertThatThrownBy(() -> setUp(half))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(KEY + key + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "session, 13h, expected one minute to twelve hours",
        "session, 1s, expected one minute to twelve hours",
        "secret-file, /nowhere/secret, cannot be read",
        "secret-file, EMPTY, is empty"
    })
    void whatIsWrongIsNamed(String key, String value, String message) throws IOException {
        Map<String, String> wrong = whole();
        wrong.put(
                key,
                value.equals("EMPTY") ? Files.createFile(folder.resolve("none")).toString() : value);
        assertThatThrownBy(() -> setUp(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(KEY + key)
                .hasMessageContaining(message);
    }

    @Test
    void rolesGiveScopes() {
        ProviderConfig config = config(Map.of("roles.rollback", "release-managers,on-call"));
        assertThat(config.scopes(Set.of("imprimatur-rebuild", "on-call", "admin")))
                .containsExactly(Scope.REBUILD, Scope.ROLLBACK);
        assertThat(config.scopes(Set.of("imprimatur-rollback", "offline_access")))
                .isEmpty();
    }

    private Map<String, String> whole() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret\n");
        return new HashMap<>(
                Map.of("url", "http://localhost/realms/x", "client", "imprimatur", "secret-file", secret.toString()));
    }

    private static List<OidcTenantConfig> setUp(Map<String, String> values) {
        List<OidcTenantConfig> made = new ArrayList<>();
        ProviderSetup setup = new ProviderSetup();
        setup.config = config(values);
        setup.create(new Oidc() {
            @Override
            public void create(OidcTenantConfig tenant) {
                made.add(tenant);
            }

            @Override
            public void createServiceApp(String url) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void createWebApp(String url, String client, String secret) {
                throw new UnsupportedOperationException();
            }
        });
        return made;
    }

    private static ProviderConfig config(Map<String, String> values) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ProviderConfig.class);
        values.forEach((key, value) -> builder.withDefaultValue(KEY + key, value));
        return builder.build().getConfigMapping(ProviderConfig.class);
    }
}

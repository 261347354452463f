package dev.imprimatur.console.access;

import dev.imprimatur.oci.Digest;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Sets the provider up, if one is configured. What makes a sign-in safe is not for operators to set. */
@ApplicationScoped
class ProviderSetup {
    static final String KEY = "imprimatur.console.oidc.";
    /** Where the provider sends browsers back to. */
    static final String PATH = "/sign-in/oidc";

    private static final Duration LONGEST = Duration.ofHours(12);
    /** By how much the clocks of both may differ. */
    private static final int GRACE_SECONDS = 10;

    @Inject
    ProviderConfig config;

    /** @throws IllegalStateException if it is configured by half, or its secret cannot be read */
    void create(@Observes Oidc oidc) {
        if (config.configured()
                || config.client().isPresent()
                || config.secretFile().isPresent()
                || config.audience().isPresent()) {
            oidc.create(tenant());
        }
    }

    private OidcTenantConfig tenant() {
        String url = config.url().orElseThrow(() -> missing("url", "the provider's address"));
        String client = config.client().orElseThrow(() -> missing("client", "what the console is called there"));
        String secret = secret(
                config.secretFile().orElseThrow(() -> missing("secret-file", "the file with the client's secret")));
        if (config.session().compareTo(Duration.ofMinutes(1)) < 0
                || config.session().compareTo(LONGEST) > 0) {
            throw new IllegalStateException(KEY + "session: expected one minute to twelve hours");
        }
        return OidcTenantConfig.authServerUrl(url)
                .clientId(client)
                .credentials(secret)
                .applicationType(ApplicationType.WEB_APP)
                .roles(source(), config.rolesClaim())
                .token()
                // The ID token of a sign-in is always for the client; what is shown by REST is looked at once more.
                .audience(List.of(client, config.audience().orElse(client)))
                .subjectRequired()
                .lifespanGrace(GRACE_SECONDS)
                // What the provider signed is checked here; it is not asked about each token.
                .allowJwtIntrospection(false)
                .allowOpaqueTokenIntrospection(false)
                .end()
                // Of the two cookies of the exchange, this is for the one that comes after the provider's redirect.
                .tokenStateManager()
                .encryptionSecret(derived(secret, "tokens"))
                .end()
                .authentication()
                .redirectPath(PATH)
                .restorePathAfterRedirect()
                .pkceRequired()
                .nonceRequired()
                .stateSecret(derived(secret, "state"))
                .cookiePath("/sign-in")
                .end()
                .build();
    }

    /** The same at every replica and after each start, however short the client's secret is. */
    private static String derived(String secret, String purpose) {
        return Digest.of(("imprimatur-console-oidc-" + purpose + "\n" + secret).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private Source source() {
        return config.rolesToken() == ProviderConfig.RolesToken.ID ? Source.idtoken : Source.accesstoken;
    }

    private static String secret(Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new IllegalStateException(KEY + "secret-file: " + file + " is empty");
            }
            return secret;
        } catch (IOException e) {
            throw new IllegalStateException(KEY + "secret-file: " + file + " cannot be read: " + e, e);
        }
    }

    private static IllegalStateException missing(String key, String what) {
        return new IllegalStateException(KEY + key + " is missing, " + what
                + ": a sign-in by OIDC needs url, client and secret-file, or none of " + KEY + "…");
    }
}

package dev.imprimatur.console.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The OpenID Connect provider that people sign in by, if there is one. */
@ConfigMapping(prefix = "imprimatur.console.oidc")
public interface ProviderConfig {

    /** Its address: what {@code /.well-known/openid-configuration} follows. */
    Optional<String> url();

    /** What the console is called there. */
    Optional<String> client();

    /** The file with the secret of that client. */
    Optional<Path> secretFile();

    /** Whom access tokens have to be meant for that are shown by REST; the client, if it does not say. */
    Optional<String> audience();

    /** Where a token has the roles of its owner; names of objects within objects are separated by slashes. */
    @WithDefault("realm_access/roles")
    String rolesClaim();

    /** Which of the two tokens of a sign-in has them. */
    @WithDefault("access")
    RolesToken rolesToken();

    /** Which roles give which scope. */
    Roles roles();

    /** For how long a sign-in counts. */
    @WithDefault("1h")
    Duration session();

    /** A token that a sign-in brings. */
    enum RolesToken {
        /** The access token, which has to be a JWT for this. */
        ACCESS,
        /** The ID token. */
        ID
    }

    /** The names of roles, for each scope. */
    interface Roles {
        /** May look. */
        @WithDefault("imprimatur-read")
        Set<String> read();

        /** May ask for rebuilds, and cancel them. */
        @WithDefault("imprimatur-rebuild")
        Set<String> rebuild();

        /** May ask for rollbacks, block and unblock. */
        @WithDefault("imprimatur-rollback")
        Set<String> rollback();

        /** May do everything. */
        @WithDefault("imprimatur-admin")
        Set<String> admin();

        /** Which of them give a scope. */
        default Set<String> of(Scope scope) {
            return switch (scope) {
                case READ -> read();
                case REBUILD -> rebuild();
                case ROLLBACK -> rollback();
                case ADMIN -> admin();
            };
        }
    }

    /** Whether there is a provider. */
    default boolean configured() {
        return url().isPresent();
    }

    /** What roles are good for. */
    default List<Scope> scopes(Set<String> held) {
        return List.of(Scope.values()).stream()
                .filter(scope -> roles().of(scope).stream().anyMatch(held::contains))
                .toList();
    }
}

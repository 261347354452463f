package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Docker's client configuration, {@code config.json}: the logins under {@code auths}, and those that the helpers under
 * {@code credHelpers} and {@code credsStore} keep. It is read whenever a registry asks for a login, so a later
 * {@code docker login} is known at once.
 */
final class DockerConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Path file;
    private final String path;
    private final Duration patience;

    /**
     * The one in this file.
     *
     * @param path the folders that helpers are looked for in, as in the variable PATH
     * @param patience how long a helper may take
     */
    DockerConfig(Path file, String path, Duration patience) {
        this.file = file;
        this.path = path;
        this.patience = patience;
    }

    /** The one in the folder DOCKER_CONFIG, else in {@code ~/.docker}. */
    static DockerConfig ofUser() {
        String folder = System.getenv("DOCKER_CONFIG");
        Path home = Path.of(System.getProperty("user.home"), ".docker");
        return new DockerConfig(
                (folder == null || folder.isBlank() ? home : Path.of(folder)).resolve("config.json"),
                System.getenv().getOrDefault("PATH", ""),
                Duration.ofSeconds(10));
    }

    /** The folder that it lies in. */
    Path folder() {
        return file.toAbsolutePath().getParent();
    }

    /**
     * The login for this registry: from the helper that is named for it, else from the one for all, else from the file.
     *
     * @throws RegistryException if file or helper do not give one
     */
    Optional<Login> login(Registry registry) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode config = read();
        return helper(config, registry)
                .flatMap(helper -> helper.login(registry))
                .or(() -> written(config.path("auths"), registry));
    }

    private Optional<CredentialHelper> helper(JsonNode config, Registry registry) {
        String name = keys(registry)
                .map(config.path("credHelpers")::path)
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElse(config.path("credsStore"))
                .asText("");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!HELPER.matcher(name).matches()) {
            throw new RegistryException(
                    RegistryException.Kind.UNAUTHORIZED,
                    registry,
                    file + ": the credential helper of " + registry + " is called '" + name
                            + "', expected what follows docker-credential- in its program's name");
        }
        return Optional.of(new CredentialHelper(name, path, patience));
    }

    private Optional<Login> written(JsonNode auths, Registry registry) {
        return entries(auths, registry)
                .filter(entry -> entry.hasNonNull("auth") || entry.hasNonNull("identitytoken"))
                .findFirst()
                .map(entry -> entry.path("identitytoken").asText("").isEmpty()
                        ? decoded(entry.path("auth").asText(), registry)
                        : Login.ofIdentityToken(entry.path("identitytoken").asText()));
    }

    /** Docker's client looks for the host's own first, and then at the hosts of all addresses. */
    private static Stream<JsonNode> entries(JsonNode auths, Registry registry) {
        return Stream.concat(
                keys(registry).map(auths::path),
                auths.properties().stream()
                        .filter(entry -> host(entry.getKey()).equals(registry.host()))
                        .map(Map.Entry::getValue));
    }

    private static String host(String address) {
        return address.replaceFirst("^https?://", "").replaceFirst("/.*", "");
    }

    private static Stream<String> keys(Registry registry) {
        return Stream.of(registry.host(), "https://" + registry.host(), "http://" + registry.host());
    }

    private JsonNode read() {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            // The cause is left out: a parser's message quotes what it read, which may be a secret.
            throw new RegistryException(
                    RegistryException.Kind.UNAUTHORIZED, file + " cannot be read as JSON: correct it, or docker login");
        }
    }

    private Login decoded(String auth, Registry registry) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new Login(pair.substring(0, colon), pair.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // Reported below, without what was read.
        }
        throw new RegistryException(
                RegistryException.Kind.UNAUTHORIZED,
                registry,
                file + ": the login of " + registry + " is not base64 of user:password; docker login " + registry);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

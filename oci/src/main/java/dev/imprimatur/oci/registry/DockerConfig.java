package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Docker's client configuration, {@code config.json}: the logins under {@code auths}. It is read whenever a registry
 * asks for a login, so a later {@code docker login} is known at once.
 */
final class DockerConfig {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    DockerConfig(Path file) {
        this.file = file;
    }

    /** The one in the folder DOCKER_CONFIG, else in {@code ~/.docker}. */
    static DockerConfig ofUser() {
        String folder = System.getenv("DOCKER_CONFIG");
        Path home = Path.of(System.getProperty("user.home"), ".docker");
        return new DockerConfig((folder == null || folder.isBlank() ? home : Path.of(folder)).resolve("config.json"));
    }

    /** The login for this registry. */
    Optional<Login> login(Registry registry) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode auths = read().path("auths");
        for (String key : new String[] {registry.host(), "https://" + registry.host(), "http://" + registry.host()}) {
            JsonNode entry = auths.path(key);
            if (entry.hasNonNull("auth")) {
                return Optional.of(decoded(entry.path("auth").asText(), registry));
            }
        }
        return Optional.empty();
    }

    private JsonNode read() {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            // The cause is left out: a parser's message quotes what it read, which may be a secret.
            throw new RegistryException(
                    RegistryException.Kind.UNAUTHORIZED, file + " cannot be read as JSON: mend it, or docker login");
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
            // Told below, without what was read.
        }
        throw new RegistryException(
                RegistryException.Kind.UNAUTHORIZED,
                file + ": the login of " + registry + " is not base64 of user:password; docker login " + registry);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

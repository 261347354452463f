package dev.imprimatur.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy through which commands of builds fetch what they fetch. They get it as the build arguments that every
 * engine knows without an {@code ARG}: those are in no layer, no history and no configuration of an image.
 *
 * @param http for addresses that begin with {@code http:}, as in {@code http://cache.example:3142}, or null
 * @param https for those that begin with {@code https:}, or null
 * @param direct hosts, domains and addresses that are reached without it
 * @see <a href="https://docs.docker.com/reference/dockerfile/#predefined-args">Dockerfile reference: predefined
 *     ARGs</a>
 */
public record PackageProxy(String http, String https, List<String> direct) {
    /** None. */
    public static final PackageProxy NONE = new PackageProxy(null, null, List.of());

    /** A test that asks a server which it has started itself means that one. */
    private static final List<String> ITSELF = List.of("localhost", "127.0.0.1", "::1");

    /** @throws IllegalArgumentException if an address is none of a proxy; the message begins with its name */
    public PackageProxy {
        requireProxy("http", http);
        requireProxy("https", https);
        for (String host : direct) {
            if (!host.matches("[A-Za-z0-9.*:/\\[\\]_-]+")) {
                throw new IllegalArgumentException(
                        "direct: '" + host + "' is no host, such as .example.com or 10.0.0.7; separate them by commas");
            }
        }
        if (!direct.isEmpty() && http == null && https == null) {
            throw new IllegalArgumentException(
                    "direct: without proxy.http or proxy.https everything is reached directly");
        }
    }

    /**
     * The proxy that a configuration names.
     *
     * @throws IllegalArgumentException if a value makes no sense; the message begins with its key
     */
    public static PackageProxy of(EngineSettings.Proxy settings) {
        return new PackageProxy(
                settings.http().orElse(null),
                settings.https().orElse(null),
                settings.direct().orElse(List.of()));
    }

    /** Programs disagree on how the names are written, so both are given. */
    public Map<String, String> arguments() {
        if (http == null && https == null) {
            return Map.of();
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        put(arguments, "http_proxy", Optional.ofNullable(http));
        put(arguments, "https_proxy", Optional.ofNullable(https));
        put(
                arguments,
                "no_proxy",
                Optional.of(String.join(
                        ",", Stream.concat(ITSELF.stream(), direct.stream()).toList())));
        return arguments;
    }

    private static void put(Map<String, String> arguments, String name, Optional<String> value) {
        value.ifPresent(given -> {
            arguments.put(name, given);
            arguments.put(name.toUpperCase(Locale.ROOT), given);
        });
    }

    /** A login in an address would be known to every command of every build. */
    private static void requireProxy(String key, String address) {
        if (address != null && !isProxy(address)) {
            throw new IllegalArgumentException(
                    key
                            + ": expected a proxy's address as in http://cache.example:3142, with a port, and without login or path");
        }
    }

    private static boolean isProxy(String address) {
        try {
            URI uri = new URI(address);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getUserInfo() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}

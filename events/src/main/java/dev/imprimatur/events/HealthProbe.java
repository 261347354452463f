package dev.imprimatur.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.oci.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a health test sees that a container of the image works. Names and meanings are those of Kubernetes' probes; where
 * none of the three is given, the image's own HEALTHCHECK decides.
 *
 * @param command what the container runs in place of the image's own command, empty for that
 * @param env variables of its environment
 * @param httpGet a request that has to be answered, or null
 * @param tcpSocket a port that has to accept, or null
 * @param exec a command that has to succeed in the container, empty for none
 * @param intervalSeconds the pause between two looks, 0 for what is usual
 */
public record HealthProbe(
        List<String> command,
        Map<String, String> env,
        HttpGet httpGet,
        TcpSocket tcpSocket,
        List<String> exec,
        int intervalSeconds) {

    /**
     * A request within the container.
     *
     * @param port the port, of the container's loopback interface
     * @param path what is asked for
     * @param status the answer that it has to be, 0 for any from 200 to 399
     */
    public record HttpGet(int port, String path, int status) {

        /** @throws IllegalArgumentException if it is no such request */
        public HttpGet {
            requirePort(port);
            if (path == null || !path.matches("/[\\x21-\\x7e]*")) {
                throw new IllegalArgumentException(
                        "httpGet.path '" + path + "': expected a path such as /healthz, without spaces");
            }
            if (status != 0 && (status < 100 || status > 599)) {
                throw new IllegalArgumentException("httpGet.status " + status + ": expected one such as 200");
            }
        }

        /** Whether this is the answer. */
        public boolean answeredBy(int found) {
            return status == 0 ? found >= 200 && found < 400 : found == status;
        }
    }

    /**
     * A port within the container.
     *
     * @param port the port, of the container's loopback interface
     */
    public record TcpSocket(int port) {

        /** @throws IllegalArgumentException if it is no port */
        public TcpSocket {
            requirePort(port);
        }
    }

    /** @throws IllegalArgumentException if more than one thing is to be looked at, or the interval is negative */
    public HealthProbe {
        command = command == null ? List.of() : List.copyOf(command);
        env = env == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(env));
        exec = exec == null ? List.of() : List.copyOf(exec);
        long probes = Stream.of(httpGet, tcpSocket, exec.isEmpty() ? null : exec)
                .filter(Objects::nonNull)
                .count();
        if (probes > 1) {
            throw new IllegalArgumentException("a health test has one of httpGet, tcpSocket and exec, not " + probes);
        }
        if (intervalSeconds < 0) {
            throw new IllegalArgumentException("interval " + intervalSeconds + ": expected at least one second");
        }
    }

    /** Whether the image's own HEALTHCHECK decides. */
    public boolean ownCheck() {
        return httpGet == null && tcpSocket == null && exec.isEmpty();
    }

    /** The digest of all that it says. */
    public Digest digest() {
        try {
            return Digest.of(EventJson.MAPPER.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a probe can always be written", e);
        }
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ": expected one from 1 to 65535");
        }
    }
}

package dev.imprimatur.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.imprimatur.engine.ResourceLimits;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Bounds every build that passes by: docker-java has no words for a processor quota and a parent cgroup, which Docker's
 * {@code POST /build} takes. What it does not take is up to {@link CommandBounds}.
 */
final class BuildLimits implements DockerHttpClient {
    private static final Pattern BUILD = Pattern.compile("(?:/v[0-9.]+)?/build(?:\\?.*)?");
    /** The kernel's usual period, in which the quota is spent; both are in microseconds. */
    static final long PERIOD = 100_000;

    private final DockerHttpClient http;
    private final String query;

    BuildLimits(DockerHttpClient http, ResourceLimits limits) {
        this.http = http;
        this.query = query(limits);
    }

    /** How much time of processors a container may take in each period, in microseconds. */
    static long quota(ResourceLimits limits) {
        return Math.round(limits.cpus() * PERIOD);
    }

    private static String query(ResourceLimits limits) {
        Map<String, Object> parameters = new TreeMap<>();
        if (limits.memory() > 0) {
            parameters.put("memory", limits.memory());
            // Memory and swap together: as much as memory alone.
            parameters.put("memswap", limits.memory());
        }
        if (limits.cpus() > 0) {
            parameters.put("cpuperiod", PERIOD);
            parameters.put("cpuquota", quota(limits));
        }
        if (limits.cgroupParent() != null) {
            parameters.put("cgroupparent", limits.cgroupParent());
        }
        return parameters.entrySet().stream()
                .map(each ->
                        each.getKey() + "=" + URLEncoder.encode(each.getValue().toString(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public Response execute(Request request) {
        if (query.isEmpty() || !BUILD.matcher(request.path()).matches()) {
            return http.execute(request);
        }
        String path = request.path() + (request.path().contains("?") ? "&" : "?") + query;
        return http.execute(Request.builder().from(request).path(path).build());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}

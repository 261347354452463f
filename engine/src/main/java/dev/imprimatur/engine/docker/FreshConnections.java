package dev.imprimatur.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.Map;

/**
 * Has each request use a connection of its own. An engine, or a proxy before it, may close a connection that idles at
 * the very moment at which it is used again, and then a request that was lost cannot be distinguished from one that was
 * carried out.
 */
final class FreshConnections implements DockerHttpClient {
    private final DockerHttpClient http;

    FreshConnections(DockerHttpClient http) {
        this.http = http;
    }

    @Override
    public Response execute(Request request) {
        return http.execute(Request.builder()
                .from(request)
                .putAllHeaders(Map.of("Connection", "close"))
                .build());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}

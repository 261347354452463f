package dev.imprimatur.console.log;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Logs, from the service that keeps each. */
@Path("/api/logs")
public class LogsResource {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Inject
    ConsoleConfig config;

    /** The log with this id. */
    @GET
    @Path("{id:.+}")
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @Operation(
            summary = "A log",
            description = "`stage` (build or test) says who keeps it; without, the builder is asked first")
    @APIResponse(responseCode = "404", description = "Nobody keeps such a log")
    @APIResponse(responseCode = "502", description = "The service that would keep it does not answer")
    public InputStream log(String id, @QueryParam("stage") String stage) throws InterruptedException {
        ApiException trouble = ApiException.notFound("there is no log '" + id + "'");
        for (Map.Entry<String, URI> keeper : keepers(stage).entrySet()) {
            try {
                HttpResponse<InputStream> response =
                        client.send(request(keeper.getValue(), id), HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                response.body().close();
                if (response.statusCode() != 404) {
                    trouble = unreachable(keeper, "it answered with status " + response.statusCode());
                }
            } catch (IOException e) {
                trouble = unreachable(keeper, "no answer (" + e.getClass().getSimpleName() + ")");
            }
        }
        throw trouble;
    }

    private Map<String, URI> keepers(String stage) {
        Map<String, URI> keepers = new LinkedHashMap<>();
        keepers.put("build", config.builder());
        keepers.put("test", config.tester());
        if (stage == null) {
            return keepers;
        }
        if (!keepers.containsKey(stage)) {
            throw ApiException.invalid("stage", "expected build or test, not '" + stage + "'");
        }
        return Map.of(stage, keepers.get(stage));
    }

    private static HttpRequest request(URI keeper, String id) {
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return HttpRequest.newBuilder(keeper.resolve("/api/logs/" + encoded))
                .timeout(PATIENCE)
                .build();
    }

    private static ApiException unreachable(Map.Entry<String, URI> keeper, String what) {
        String service = keeper.getKey() + "er";
        return ApiException.unreachable("the " + service + " at " + keeper.getValue() + " (imprimatur.console."
                + service + ") cannot be asked for the log: " + what);
    }
}

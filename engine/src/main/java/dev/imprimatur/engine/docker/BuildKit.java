package dev.imprimatur.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.imprimatur.engine.BuildKitDockerfile;
import dev.imprimatur.engine.BuildKitRefusal;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Builds by the engine's BuildKit: the same request as for the classic builder, version 2, without a session. So it has
 * no secrets, and pulls nothing that wants a login. Nothing of a build is of use to another one: commands run again,
 * and caches have names of the build's own.
 */
final class BuildKit {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PROBE = Duration.ofSeconds(30);

    /** There is no such file. What starts commands says how it bounds them before it finds out. */
    private static final String NOTHING = "FROM scratch\nRUN [\"/imprimatur-probe\"]\n";

    /** What says nothing of BuildKit. */
    private static final Set<Kind> AWAY = Set.of(Kind.ENGINE_UNREACHABLE, Kind.ENGINE_UNTRUSTED, Kind.CANCELLED);

    /** The end of another build clears away what this one has sent, if the engine has not begun to read it. */
    private static final Pattern CONTEXT_GONE = Pattern.compile(
            "failed to read downloaded context: Get \"http://build-context-[a-z0-9]+\": context not found");

    private static final int SENDS = 5;

    private static final String CACHES = "BUILDKIT_CACHE_MOUNT_NS";

    private final DockerHttpClient asking;
    private final DockerHttpClient streaming;
    private final ResourceLimits limits;
    private volatile Answer answer = new Answer(Optional.empty(), System.nanoTime() - FRESH.toNanos());

    /**
     * What the engine said of its bounds.
     *
     * @param trouble why it cannot build within the limits, if it cannot
     */
    private record Answer(Optional<String> trouble, long at) {}

    /**
     * @param asking for what is answered at once
     * @param streaming for what takes as long as it takes
     */
    BuildKit(DockerHttpClient asking, DockerHttpClient streaming, ResourceLimits limits) {
        this.asking = asking;
        this.streaming = streaming;
        this.limits = limits;
    }

    /** @throws BuildKitRefusal if BuildKit does not build this here */
    void requireBuildable(BuildOrder order) {
        BuildKitDockerfile.refused(order.dockerfile()).ifPresent(found -> {
            throw new BuildKitRefusal(
                    Kind.DOCKERFILE_INVALID,
                    "line " + found.line() + " of the Dockerfile has " + found.what()
                            + ", which BuildKit does not build here",
                    "take it out, or set imprimatur.builder.builder to auto or classic");
        });
        asked().ifPresent(why -> {
            throw new BuildKitRefusal(new Failure.Unknown(Kind.UNKNOWN, why, null), why);
        });
    }

    /** Builds what is buildable, and comes back with the image's id. */
    String build(BuildOrder order, Output output) {
        try {
            return run(order, output);
        } finally {
            clear();
        }
    }

    /** Nothing of a build has run when its context is gone. */
    private String run(BuildOrder order, Output output) {
        for (int send = 1; ; send++) {
            try {
                return send(order, output);
            } catch (EngineException e) {
                if (send == SENDS
                        || !CONTEXT_GONE.matcher(e.failure().message()).matches()) {
                    throw e;
                }
            }
        }
    }

    private String send(BuildOrder order, Output output) {
        try (BuildKitStream stream =
                new BuildKitStream(output, order.network(), limits, new CommandBounds(null, limits), order.silence())) {
            InputStream context = BuildContext.tar(order, BuildKitDockerfile.forOwnFrontend(order.dockerfile()));
            Thread.ofVirtual().name("buildkit").start(() -> send(request(order, context), stream));
            try {
                return awaited(stream, order);
            } catch (EngineException e) {
                throw e.at(stream.line(order.dockerfile()));
            }
        }
    }

    private static String awaited(BuildKitStream stream, BuildOrder order) {
        try {
            stream.await(order.timeout(), order.cancellation());
        } finally {
            stream.end();
        }
        return stream.imageId();
    }

    private Request request(BuildOrder order, InputStream context) {
        Map<String, String> arguments = new TreeMap<>(order.arguments());
        arguments.put(CACHES, UUID.randomUUID().toString());
        Map<String, String> query = new TreeMap<>(Map.of(
                "version",
                "2",
                "nocache",
                "1",
                "dockerfile",
                BuildContext.DOCKERFILE,
                "buildargs",
                json(arguments),
                "labels",
                json(order.labels())));
        if (order.platform() != null) {
            query.put("platform", order.platform());
        }
        if (!order.network() || "none".equals(limits.network())) {
            query.put("networkmode", "none");
        }
        return Request.builder()
                .method(Request.Method.POST)
                .path("/build?" + encoded(query))
                .putAllHeaders(Map.of("Content-Type", "application/x-tar"))
                .body(context)
                .build();
    }

    private static String json(Map<String, String> values) {
        return JSON.valueToTree(values).toString();
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void send(Request request, BuildKitStream stream) {
        try (InputStream context = request.body();
                Response response = streaming.execute(request)) {
            stream.onStart(response);
            if (response.getStatusCode() != 200) {
                String said = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
                throw new EngineException(FailureSorting.ofAnswer(said));
            }
            try (MappingIterator<JsonNode> items =
                    JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
                while (items.hasNextValue()) {
                    stream.onNext(items.nextValue());
                }
            }
            stream.onComplete();
        } catch (IOException | RuntimeException e) {
            stream.onError(e);
        }
    }

    /** See {@link dev.imprimatur.engine.Engine#buildKitTrouble}. */
    Optional<String> trouble() {
        Answer last = answer;
        return System.nanoTime() - last.at() < FRESH.toNanos() ? last.trouble() : asked();
    }

    private Optional<String> asked() {
        Optional<String> trouble = probed();
        answer = new Answer(trouble, System.nanoTime());
        return trouble;
    }

    private Optional<String> probed() {
        StringBuffer said = new StringBuffer();
        BuildOrder probe = BuildOrderBuilder.builder()
                .dockerfile(NOTHING)
                .context(ContextTar.of(new byte[1024]))
                .network(false)
                .timeout(PROBE)
                .cancellation(new Cancellation())
                .build();
        try {
            run(probe, said::append);
        } catch (EngineException e) {
            if (AWAY.contains(e.failure().kind())) {
                throw e;
            }
            if (e.failure().kind() != Kind.COMMAND_FAILED) {
                return Optional.of(
                        "the engine's BuildKit does not build: " + e.failure().message());
            }
        }
        List<String> unheld = BuildKitBounds.unheld(limits, said.toString());
        return unheld.isEmpty()
                ? Optional.empty()
                : Optional.of("the engine does not bound what its BuildKit runs: "
                        + unheld.stream()
                                .map(key -> "imprimatur.engine.limits." + key)
                                .collect(Collectors.joining(", "))
                        + "; start it with deploy/engine and BUILDKIT_BOUNDS, take these limits away, or set"
                        + " imprimatur.builder.builder to classic; an engine of `./imprimatur up` has them after `down`"
                        + " and `up`, unless limits are given that it does not hold");
    }

    /** What other builds use stays. What is not cleared now is when the next build has ended. */
    private void clear() {
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/build/prune?all=true")
                .build();
        try (Response response = asking.execute(request)) {
            response.getBody().readAllBytes();
        } catch (IOException | RuntimeException e) {
            // An engine that is away, the build itself has told.
        }
    }
}

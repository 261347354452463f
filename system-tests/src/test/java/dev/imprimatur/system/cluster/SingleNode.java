package dev.imprimatur.system.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.messaging.container.ContainerEngine;
import dev.imprimatur.system.HostileCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code overlays/single-node} on the cluster at hand, with our own images, and a pod with the command line beside it.
 */
final class SingleNode implements AutoCloseable {
    static final String DATA = "imprimatur-data";
    static final String ENGINES = "imprimatur-engines";
    static final String SERVICES = "imprimatur";
    static final String DRILL = "imprimatur-drill";
    private static final List<String> NAMESPACES = List.of(DRILL, ENGINES, SERVICES, DATA);
    private static final List<String> OWN = List.of(
            "renderer-service", "builder-service", "tester-service", "publisher-service", "console-service", "cli");
    /** So long that all of the services can be evicted while images are built. */
    private static final int SECONDS = 20;

    static final Path FOLDER = Path.of("target/cluster").toAbsolutePath();
    private static final Path MANIFESTS = FOLDER.resolve("single-node.yaml");
    /** Fields that an older server does not know yet are left out by it; StrictApiTest looks at them. */
    static final String APPLY = "apply --validate=false -f " + MANIFESTS;

    private static final Pattern BUILD = Pattern.compile("(?m)^    RUN sleep .*$");

    private final Cluster cluster;

    private final int postgres;

    private SingleNode(Cluster cluster, int postgres) {
        this.cluster = cluster;
        this.postgres = postgres;
    }

    /** Brings all of it up on an empty cluster. */
    static SingleNode on(Cluster cluster) throws IOException {
        return on(cluster, 18);
    }

    /** Brings all of it up on an empty cluster, with this version of PostgreSQL. */
    static SingleNode on(Cluster cluster, int postgres) throws IOException {
        for (String namespace : NAMESPACES) {
            if (cluster.goes(namespace)) {
                cluster.ok("wait --for=delete --timeout=300s namespace/" + namespace);
            }
            if (cluster.succeeds("get namespace " + namespace)) {
                throw new IllegalStateException("the cluster has a namespace " + namespace
                        + " already, and this test would remove it: give it a cluster of its own");
            }
        }
        SingleNode node = new SingleNode(cluster, postgres);
        try {
            node.up();
            return node;
        } catch (IOException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private void up() throws IOException {
        ContainerEngine.provide(
                "jre", postgres == 18 ? "postgres" : "postgres-" + postgres, "kafka", "registry", "dind");
        ContainerEngine.provideServices(OWN.toArray(String[]::new));
        String manifests = Cluster.shell("kubectl kustomize deploy/kubernetes/overlays/single-node")
                .replace("image: postgres:18", "image: postgres:" + postgres);
        Pattern.compile("(?m)^ *(?:- )?image: (\\S+)$")
                .matcher(manifests)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .forEach(cluster::load);
        Files.createDirectories(FOLDER);
        Files.writeString(MANIFESTS, slower(manifests));
        cluster.ok(APPLY);
        for (String service : List.of("tester", "renderer", "builder", "publisher")) {
            giveKeys(service);
        }
        Stream.of("kafka", "postgres", "staging", "production")
                .forEach(part -> cluster.await(DATA, "statefulset/" + part));
        cluster.await(ENGINES, "statefulset/engine");
        giveBase();
        awaitServices();
        startCommandLine();
    }

    private static String slower(String manifests) {
        if (!manifests.contains("RUN sleep 8 ")) {
            throw new IllegalStateException("the overlay's catalogue has no build that takes 8 s");
        }
        return manifests.replace("RUN sleep 8 ", "RUN sleep " + SECONDS + " ");
    }

    /** A key for each service that signs, and its public half for those who believe it. */
    private void giveKeys(String service) {
        String secret = FOLDER.resolve(service + ".pem").toString();
        String known = FOLDER.resolve(service + ".pub").toString();
        Cluster.shell(
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out %s && openssl pkey -in %s -pubout -out %s"
                        .formatted(secret, secret, known));
        boolean tester = service.equals("tester");
        String of = tester || service.equals("builder") ? ENGINES : SERVICES;
        cluster.ok("-n %s create secret generic %s-signing --from-file %s=%s"
                .formatted(of, service, tester ? "signing.pem" : service + ".pem", secret));
        String map = tester ? "trusted-keys" : service + "-keys";
        for (String namespace : List.of(SERVICES, ENGINES)) {
            cluster.ok("-n %s create configmap %s --from-file %s.pub=%s".formatted(namespace, map, service, known));
        }
    }

    /** What images are built on; nothing in the cluster may reach a hub. */
    private void giveBase() {
        String debian = System.getenv("IMPRIMATUR_STAGING") + "/upstream/debian:trixie";
        String staged = "staging.imprimatur-data:5000/upstream/debian:trixie";
        Cluster.shell("docker image inspect %s >/dev/null 2>&1 || docker pull -q %s".formatted(debian, debian));
        cluster.piped("docker save " + debian, "-n %s exec -i engine-0 -- docker load".formatted(ENGINES));
        inEngine("docker tag %s %s && docker push -q %s".formatted(debian, staged, staged));
    }

    /** What a command prints in the engine. */
    String inEngine(String command) {
        return cluster.ok("-n %s exec engine-0 -- sh -c \"%s\"".formatted(ENGINES, command));
    }

    private void awaitServices() {
        Stream.of("renderer", "publisher", "console").forEach(part -> cluster.await(SERVICES, "deployment/" + part));
        cluster.await(ENGINES, "deployment/builder");
        cluster.await(ENGINES, "statefulset/tester");
    }

    private void startCommandLine() {
        cluster.ok("create namespace " + DRILL);
        cluster.ok("label namespace " + DRILL + " imprimatur.dev/console=true");
        cluster.ok(
                "-n %s run cli --image=imprimatur/cli:0.1.0 --image-pull-policy=Never --restart=Never ".formatted(DRILL)
                        + "--env=IMPRIMATUR_CONSOLE=http://console.imprimatur:8080 "
                        + "--env=IMPRIMATUR_TOKEN=imp_single-node-admin-that-everyone-knows000000 --command -- sleep 86400");
        cluster.ok("-n " + DRILL + " wait --for=condition=Ready pod/cli --timeout=120s");
    }

    /** What the command line says, as JSON, whatever its exit code. */
    JsonNode imprimatur(String command) {
        return Cluster.parsed(
                cluster.ok("-n %s exec cli -- sh -c 'java @java.args %s --json || true'".formatted(DRILL, command)));
    }

    /** What the build of each image of the family {@code app} does from now on; the renderer starts again to see it. */
    void changeBuilds(String run) throws IOException {
        String manifests = Files.readString(MANIFESTS);
        String changed = BUILD.matcher(manifests).replaceAll(Matcher.quoteReplacement("    RUN " + run));
        if (changed.equals(manifests)) {
            throw new IllegalStateException("the overlay's catalogue has no build to change");
        }
        // Whatever applies the overlay later applies this catalogue too.
        Files.writeString(MANIFESTS, changed);
        cluster.ok(APPLY);
        cluster.ok("-n %s rollout restart deployment/renderer".formatted(SERVICES));
        cluster.await(SERVICES, "deployment/renderer");
    }

    /** What the catalogue is from now on: the files of this folder. */
    void catalog(Path folder) throws IOException {
        StringBuilder create = new StringBuilder("-n %s create configmap tried-catalog".formatted(SERVICES));
        StringJoiner items = new StringJoiner(",", "[", "]");
        for (Path file : HostileCatalog.files(folder)) {
            String path = folder.relativize(file).toString();
            String key = path.replace('/', '.');
            create.append(" --from-file=%s=%s".formatted(key, file));
            items.add("{\"key\":\"%s\",\"path\":\"%s\"}".formatted(key, path));
        }
        cluster.ok(create.toString());
        Path patch = Files.writeString(
                FOLDER.resolve("catalog-patch.json"),
                "{\"spec\":{\"template\":{\"spec\":{\"volumes\":[{\"name\":\"catalog\",\"configMap\":{\"name\":\"tried-catalog\",\"items\":%s}}]}}}}"
                        .formatted(items));
        cluster.ok("-n %s patch deployment renderer --patch \"$(cat %s)\"".formatted(SERVICES, patch));
        cluster.await(SERVICES, "deployment/renderer");
    }

    /** Gives builders and testers these limits of {@code imprimatur.engine.limits}, and waits until they have them. */
    void limits(Map<String, String> limits) {
        String variables = limits.entrySet().stream()
                .map(limit -> "IMPRIMATUR_ENGINE_LIMITS_" + limit.getKey() + "=" + limit.getValue())
                .collect(Collectors.joining(" "));
        cluster.ok("-n %s set env deployment/builder statefulset/tester %s".formatted(ENGINES, variables));
        awaitServices();
    }

    /** Removes all of it. */
    @Override
    public void close() {
        if (System.getenv("IMPRIMATUR_CLUSTER_KEEP") == null) {
            // Pods that have work in hand take their time; the next run waits for them.
            NAMESPACES.forEach(
                    namespace -> cluster.ok("delete namespace --ignore-not-found --wait=false " + namespace));
        }
    }
}

package dev.imprimatur.system.cluster;

import dev.imprimatur.system.Autoscaler;
import dev.imprimatur.system.Lag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Asks the database and the broker of {@link SingleNode} as KEDA would, and its production registry, by {@link Measure}
 * in a pod.
 */
final class ClusterMeasures implements Autoscaler.Measures {
    private final Cluster cluster;
    private final String namespace;
    private final String pod;

    /** In the renderer's pod, whose libraries reach all of it. */
    ClusterMeasures(Cluster cluster) {
        this(cluster, SingleNode.SERVICES, "deployment/renderer");
    }

    /** In the command line's pod, which runs while no service does. It reaches the registry alone. */
    static ClusterMeasures ofTheRegistry(Cluster cluster) {
        return new ClusterMeasures(cluster, SingleNode.DRILL, "cli");
    }

    private ClusterMeasures(Cluster cluster, String namespace, String pod) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.pod = pod;
        copy(Measure.class);
        copy(Lag.class);
    }

    private void copy(Class<?> program) {
        String path = program.getName().replace('.', '/') + ".class";
        try (InputStream bytes = program.getResourceAsStream("/" + path)) {
            cluster.piped(
                    "printf %s " + Base64.getEncoder().encodeToString(bytes.readAllBytes()),
                    inPod(
                            "-i",
                            "sh -c 'mkdir -p $(dirname /tmp/measure/%s) && base64 -d >/tmp/measure/%s'"
                                    .formatted(path, path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long number(String query) {
        return measured("number \"" + query + "\"");
    }

    @Override
    public long lag(String group, String topic, String resetPolicy) {
        return measured("lag " + group + " " + topic + " " + resetPolicy);
    }

    /** What each {@code repository:tag} is in production, in this order. */
    List<String> digests(Collection<String> tags) {
        return run("digests production.imprimatur-data:5000 " + String.join(" ", tags));
    }

    private long measured(String arguments) {
        return Long.parseLong(run(arguments).getLast());
    }

    private List<String> run(String arguments) {
        return cluster.ok(inPod(
                        "",
                        "java -Xmx64m -XX:TieredStopAtLevel=1 -cp '/app/lib/main/*:/tmp/measure' "
                                + Measure.class.getName() + " " + arguments))
                .strip()
                .lines()
                .toList();
    }

    private String inPod(String option, String command) {
        return "-n %s exec %s %s -- %s".formatted(namespace, option, pod, command);
    }
}

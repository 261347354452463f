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
 * Asks the database and the broker of {@link SingleNode} as KEDA would, and its production registry, by {@link Measure} in the
 * renderer's pod.
 */
final class ClusterMeasures implements Autoscaler.Measures {
    private final Cluster cluster;

    ClusterMeasures(Cluster cluster) {
        this.cluster = cluster;
        copy(Measure.class);
        copy(Lag.class);
    }

    private void copy(Class<?> program) {
        String path = program.getName().replace('.', '/') + ".class";
        try (InputStream bytes = program.getResourceAsStream("/" + path)) {
            cluster.piped(
                    "printf %s " + Base64.getEncoder().encodeToString(bytes.readAllBytes()),
                    inRenderer(
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
        return cluster.ok(inRenderer(
                        "",
                        "java -Xmx64m -XX:TieredStopAtLevel=1 -cp '/app/lib/main/*:/tmp/measure' "
                                + Measure.class.getName() + " " + arguments))
                .strip()
                .lines()
                .toList();
    }

    private static String inRenderer(String option, String command) {
        return "-n %s exec %s deployment/renderer -- %s".formatted(SingleNode.SERVICES, option, command);
    }
}

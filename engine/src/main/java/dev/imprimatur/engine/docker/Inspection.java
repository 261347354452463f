package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.oci.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the engine's description of an image, in which anything empty may be missing. */
final class Inspection {
    private Inspection() {}

    static EngineImage image(InspectImageResponse said) {
        ContainerConfig config = said.getConfig();
        Map<String, String> labels = config == null ? null : config.getLabels();
        List<String> layers = said.getRootFS() == null ? null : said.getRootFS().getLayers();
        return new EngineImage(
                new Digest(said.getId()),
                orEmpty(said.getRepoDigests()),
                orEmpty(said.getRepoTags()),
                labels == null ? Map.of() : Map.copyOf(labels),
                orEmpty(layers).stream().map(Digest::new).toList(),
                config == null ? List.of() : orEmpty(config.getEntrypoint()),
                config == null ? List.of() : orEmpty(config.getCmd()),
                config == null ? List.of() : orEmpty(config.getEnv()),
                said.getOs() + "/" + said.getArch(),
                said.getSize() == null ? 0 : said.getSize());
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static List<String> orEmpty(String[] list) {
        return list == null ? List.of() : List.copyOf(Arrays.asList(list));
    }
}

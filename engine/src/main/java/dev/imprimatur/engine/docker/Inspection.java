package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.EngineImageBuilder;
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
        return EngineImageBuilder.builder()
                .id(new Digest(said.getId()))
                .repoDigests(orEmpty(said.getRepoDigests()))
                .tags(tags(said))
                .labels(labels == null ? Map.of() : Map.copyOf(labels))
                .layers(orEmpty(layers).stream().map(Digest::new).toList())
                .entrypoint(config == null ? List.of() : orEmpty(config.getEntrypoint()))
                .command(config == null ? List.of() : orEmpty(config.getCmd()))
                .environment(config == null ? List.of() : orEmpty(config.getEnv()))
                .platform(said.getOs() + "/" + said.getArch())
                .size(said.getSize() == null ? 0 : said.getSize())
                .build();
    }

    /** With the containerd store the name of what was pulled by digest stands there too. */
    private static List<String> tags(InspectImageResponse said) {
        return orEmpty(said.getRepoTags()).stream()
                .filter(name -> !name.contains("@"))
                .toList();
    }

    private static List<String> orEmpty(List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static List<String> orEmpty(String[] list) {
        return list == null ? List.of() : List.copyOf(Arrays.asList(list));
    }
}

package dev.imprimatur.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** An overlay that someone made of one of ours, elsewhere; what it stands on is the checkout's. */
final class OverlayCopy {
    private static final String KUSTOMIZATION = "kustomization.yaml";

    private final Path folder;
    private final String root;

    private OverlayCopy(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        this.root = Kubectl.relative(folder, "") + "/";
    }

    /** A copy of all files of this overlay in a new folder. */
    static OverlayCopy of(String overlay, Path folder) throws IOException {
        OverlayCopy copy = new OverlayCopy(folder);
        try (Stream<Path> files =
                Files.list(Manifests.FOLDER.resolve("overlays").resolve(overlay))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.file(file.getFileName().toString()));
            }
        }
        copy.change(KUSTOMIZATION, yaml -> yaml.replace("../../", copy.root));
        return copy;
    }

    /** One with this kustomization, in which {@code ../../} is where ours have it. */
    static OverlayCopy with(String kustomization, Path folder) throws IOException {
        OverlayCopy copy = new OverlayCopy(folder);
        Files.writeString(copy.file(KUSTOMIZATION), kustomization.replace("../../", copy.root));
        return copy;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void change(String name, UnaryOperator<String> change) throws IOException {
        Files.writeString(file(name), change.apply(Files.readString(file(name))));
    }

    /** Adds to the end of its kustomization. */
    void add(String yaml) throws IOException {
        change(KUSTOMIZATION, before -> before + yaml);
    }

    /** Adds a list of patches to those that it has. */
    void patch(String patches) throws IOException {
        change(
                KUSTOMIZATION,
                yaml -> yaml.contains("\npatches:\n") ? yaml.replace("\npatches:\n", "\n" + patches) : yaml + patches);
    }

    /** Takes these components too, before that of values. */
    void use(String... components) throws IOException {
        String last = "  - " + root + "components/values\n";
        StringBuilder used = new StringBuilder();
        for (String component : List.of(components)) {
            used.append("  - ")
                    .append(root)
                    .append("components/")
                    .append(component)
                    .append('\n');
        }
        change(KUSTOMIZATION, yaml -> yaml.replace(last, used + last));
    }

    String render() throws IOException, InterruptedException {
        return Kubectl.kustomize(folder);
    }
}

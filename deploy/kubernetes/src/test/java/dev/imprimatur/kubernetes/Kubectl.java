package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code kubectl kustomize}. */
final class Kubectl {
    private Kubectl() {}

    /** What would be applied of this folder. */
    static String kustomize(Path kustomization) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kubectl", ".log");
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization.toString())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("kubectl is missing: ./imprimatur test installs it on Debian", e);
        }
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(Files.readString(errors)).isZero();
        Files.delete(errors);
        return rendered;
    }

    /** Of a kustomization in this folder that takes one of the manifests' folders in, and says more. */
    static String kustomize(Path folder, String resource, String more) throws IOException, InterruptedException {
        Path here = folder.toRealPath();
        Files.writeString(
                here.resolve("kustomization.yaml"),
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [%s]\n%s"
                        .formatted(relative(here, resource), more));
        return kustomize(here);
    }

    /** A kustomization names no absolute paths. */
    static Path relative(Path folder, String name) throws IOException {
        return folder.toRealPath().relativize(Manifests.FOLDER.toRealPath().resolve(name));
    }
}

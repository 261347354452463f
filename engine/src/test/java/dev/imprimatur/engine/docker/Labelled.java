package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import java.util.Map;

/**
 * What an engine has with a test's label.
 *
 * @param docker asks the engine
 * @param label the value of {@code dev.imprimatur.image}
 */
record Labelled(DockerClient docker, String label) {

    /** How many images, finished or not. */
    int images() {
        return docker.listImagesCmd()
                .withShowAll(true)
                .withLabelFilter(filter())
                .exec()
                .size();
    }

    /** How many containers, running or not. */
    int containers() {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter())
                .exec()
                .size();
    }

    private Map<String, String> filter() {
        return Map.of("dev.imprimatur.image", label);
    }
}

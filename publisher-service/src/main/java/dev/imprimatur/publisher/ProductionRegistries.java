package dev.imprimatur.publisher;

import dev.imprimatur.oci.Registry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** Where images are published. */
@ApplicationScoped
public class ProductionRegistries {
    @Inject
    PublisherConfig config;

    /** The first one: what is published is what it has. */
    public Registry first() {
        return config.production();
    }

    /** Those that follow it. */
    public List<Registry> mirrors() {
        return config.mirrors().orElse(List.of());
    }

    /** All of them, the first one first. */
    public List<Registry> all() {
        return Stream.concat(Stream.of(first()), mirrors().stream()).toList();
    }
}

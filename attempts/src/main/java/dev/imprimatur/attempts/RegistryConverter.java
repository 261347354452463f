package dev.imprimatur.attempts;

import dev.imprimatur.oci.Registry;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a registry's address from the configuration. */
public class RegistryConverter implements Converter<Registry> {
    private static final long serialVersionUID = 1;

    @Override
    public Registry convert(String value) {
        return Registry.parse(value.strip());
    }
}

package dev.imprimatur.publisher.registry;

import java.util.HashMap;
import java.util.Map;

/** The same registries, and a publisher that takes over what no publisher signed. */
public class UnsignedAllowed extends RegistriesResource {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("imprimatur.publications.unsigned", "allow");
        return settings;
    }
}

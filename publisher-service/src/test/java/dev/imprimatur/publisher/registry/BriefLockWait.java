package dev.imprimatur.publisher.registry;

import java.util.HashMap;
import java.util.Map;

/** An {@link UnreliableRegistries} whose publisher waits only a second for a repository, and tries twice. */
public class BriefLockWait extends UnreliableRegistries {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("imprimatur.publisher.lock-wait", "1s");
        settings.put("imprimatur.publisher.attempts", "2");
        settings.put("imprimatur.places.check-interval", "200ms");
        return settings;
    }
}

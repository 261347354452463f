package dev.imprimatur.publisher.registry;

import java.util.HashMap;
import java.util.Map;

/** A mirror that a publication does not wait long for. */
public class SlowMirror extends UnreliableMirror {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("imprimatur.publisher.mirror-wait", "5s");
        return settings;
    }
}

package dev.imprimatur.publisher.registry;

import java.util.HashMap;
import java.util.Map;

/** The same mirrors, and a folder of trusted keys that a test may change. */
public class MirrorsAndTrustUnderTest extends MirrorsUnderTest {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("imprimatur.trust.keys", TrustUnderTest.folder());
        return settings;
    }
}

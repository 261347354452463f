package dev.imprimatur.console.webhook;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;

/** Configuration for tests that need no console. */
final class Settings {
    private Settings() {}

    static WebhookConfig webhooks(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(WebhookConfig.class)
                .withConverter(Duration.class, 200, (Converter<Duration>) DurationConverter::parseDuration);
        settings.forEach((key, value) -> builder.withDefaultValue("imprimatur.console.webhooks." + key, value));
        return builder.build().getConfigMapping(WebhookConfig.class);
    }
}

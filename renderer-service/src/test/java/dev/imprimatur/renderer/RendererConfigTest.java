package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendererConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://publisher:8080",
                "https://publisher.example.org/",
                "http://10.0.0.7:80",
                "http://[::1]:8080"
            })
    void aPublisherIsAnAddress(String publisher) {
        assertThat(config(publisher).publisher()).contains(publisher);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "publisher:8080",
                "publisher",
                "ftp://publisher",
                "http://",
                "http://a publisher",
                "http://publisher:port",
                "http://user@publisher:8080",
                "http://publisher:8080/api",
            })
    void whatIsNoneIsRefusedByTheNameOfItsSetting(String publisher) {
        assertThatThrownBy(() -> config(publisher))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("imprimatur.renderer.publisher expected an address without path,"
                        + " for example http://publisher:8080");
    }

    @Test
    void theFormerNameOfTheBackOffIsStillRead() {
        assertThat(config(Map.of()).backOff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config(Map.of("imprimatur.renderer.backoff", "3s")).backOff())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(config(Map.of("imprimatur.renderer.back-off", "2s")).backOff())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(config(Map.of("imprimatur.renderer.backoff", "3s", "imprimatur.renderer.back-off", "2s"))
                        .backOff())
                .as("both")
                .isEqualTo(Duration.ofSeconds(2));
    }

    private static RendererConfig config(String publisher) {
        return config(Map.of("imprimatur.renderer.publisher", publisher));
    }

    private static RendererConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(RendererConfig.class)
                .withValidator(new BeanValidationConfigValidatorImpl());
        settings.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(RendererConfig.class);
    }
}

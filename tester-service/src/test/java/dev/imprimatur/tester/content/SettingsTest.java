package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String PLAIN = """
            {"architecture": "amd64", "os": "linux", "created": "2026-11-24T03:00:00Z",
             "config": {"Image": "sha256:1", "Hostname": "a", "Env": ["A=1"], "Cmd": ["sh"], "Labels": {"title": "t",
               "org.opencontainers.image.created": "2026-11-24", "org.opencontainers.image.revision": "1"}},
             "history": [{"created": "2026-11-24T03:00:00Z"}]}""";

    @Test
    void theBuildDoesNotCount() throws Exception {
        assertThat(of("""
                {"os": "linux", "architecture": "amd64", "container": "c",
                 "config": {"Cmd": ["sh"], "Volumes": null, "OnBuild": [], "AttachStdin": false, "User": "",
                   "Image": "sha256:2", "Env": ["A=1"], "Labels": {"title": "t",
                   "org.opencontainers.image.base.digest": "sha256:2"}}}""")).isEqualTo(of(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"amd64\" -> \"arm64\"",
                "[\"A=1\"] -> [\"A=2\"]",
                "\"sh\"] -> \"sh\", \"-c\"]",
                "\"title\": \"t\" -> \"title\": \"u\"",
                "\"title\": \"t\" -> \"title\": \"t\", \"empty\": \"\"",
                "\"Hostname\" -> \"Volumes\": {\"/data\": {}}, \"Hostname\"",
                "\"Hostname\" -> \"User\": \"app\", \"Hostname\"",
                "\"Hostname\" -> \"Healthcheck\": {\"Test\": [\"CMD\", \"true\"]}, \"Hostname\""
            })
    void whatChangesHowItRunsCounts(String change) throws Exception {
        String[] sides = change.split(" -> ");
        String changed = PLAIN.replace(sides[0], sides[1]);

        assertThat(changed).isNotEqualTo(PLAIN);
        assertThat(of(changed)).isNotEqualTo(of(PLAIN));
    }

    @Test
    void theContentOfWhatIsNoConfigurationIsUnknown() {
        assertThatThrownBy(() -> of("no"))
                .isInstanceOf(UnknownContentException.class)
                .hasMessageContaining("not JSON");
    }

    private static String of(String configuration) throws UnknownContentException {
        return new String(Settings.of(configuration.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}

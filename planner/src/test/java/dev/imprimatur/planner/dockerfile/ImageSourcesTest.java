package dev.imprimatur.planner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.planner.catalog.CatalogReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are taken from stages only: every image that goes into another is pinned by digest. */
class ImageSourcesTest {
    private static final String PINNED = "r:5000/busybox@sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM x\\nCOPY --from=busybox:latest /a /b|2|busybox:latest",
                "FROM x\\ncopy --chown=0:0 --FROM=busybox /a /b|2|busybox",
                "FROM x\\n# c\\nCOPY \\\\\\n  --from=busybox \\\\\\n /a /b|3|busybox",
                "FROM x\\nCOPY\\\\\\n  --from=busybox /a /b|2|busybox",
                "FROM x\\nCOPY \"--from=busybox\" /a /b|2|busybox",
                "FROM x\\nCOPY --from=busy\\\\box /a /b|2|busybox",
                "FROM x\\nCOPY --from=$IMAGE /a /b|2|$IMAGE",
                "FROM x\\nCOPY --from=later /a /b\\nFROM y AS later|2|later",
                "FROM x\\nCOPY --from=1 /a /b|2|1",
                "FROM x\\nONBUILD COPY --from=busybox /a /b|2|busybox",
                "FROM x\\nRUN --mount=type=bind,from=busybox,target=/b true|2|busybox",
                "FROM x\\nRUN --mount=from=busybox:1 --network=none true|2|busybox:1",
                "FROM x\\nRUN --network=none --mount=type=bind,target=/b,from=busybox true|2|busybox",
                "FROM x\\nRUN --mount=type=cache,target=\"/a b\" --mount=type=bind,from=evil:1,target=/e cp /e/x /x|2|evil:1",
                "FROM x\\nRUN --mount=type=bind,target='/a b',from=evil:1 true|2|evil:1",
                "FROM x\\nRUN --mount=type=bind,target=/a\\\\ b --mount=from=evil:1 true|2|evil:1",
                "FROM x\\nRUN --mount=type=cache,target=/\u00e0--mount=from=evil:1 true|2|evil:1",
                "FROM x\\nRUN --mount=type=bind,\\\\\"from=evil:1\\\\\" true|2|evil:1",
                "FROM x\\nRUN --mount=from=evil:1,\"target=/t,from=@sha256:\" true|2|evil:1",
                "FROM x\\nCOPY --chown=\"a b\" --from=evil:1 /a /b|2|evil:1",
                "FROM x\\nONBUILD -- COPY --from=evil:1 /a /b|2|evil:1",
                "FROM x AS busybox\\nCOPY --from=busybox /a /b|2|busybox",
                "FROM x\\nRUN cat <<EOF\\nFROM x AS evil\\nEOF\\nCOPY --from=evil /a /b|5|evil",
                "FROM x\\nRUN cat <<'A \\\\'\\nb\\nA \\\\\\nCOPY --from=evil:1 /a /b|5|evil:1",
            })
    void anImageFromOutsideIsForeign(String dockerfile, int line, String image) {
        assertThat(ImageSources.first(text(dockerfile))).contains(new ImageSources.Foreign(line, image));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM x AS Build\\nFROM y\\nCOPY --from=build /a /b",
                "FROM x\\nFROM y\\nCOPY --from=0 /a /b",
                "FROM x\\nCOPY --from=@ /a /b",
                "FROM x AS b\\nFROM y\\nRUN --mount=type=bind,from=b true",
                "FROM x\\nRUN --mount=type=cache,target=/from=x true",
                "FROM x\\nRUN tool --from=busybox",
                "FROM x\\nRUN --network=none tool --from=busybox --mount=from=busybox",
                "FROM x\\nCOPY a --from=b",
                "FROM x\\n# COPY --from=busybox a b",
                "FROM x\\nCOPY --exclude=\"a --b\" src /dst",
                "FROM x AS b\\nFROM y\\nCOPY --chown=\"1 2\" --from=b /a /b",
                "FROM x\\nRUN -- --mount=from=busybox",
            })
    void aStageOrAPinnedImageIsNot(String dockerfile) {
        assertThat(ImageSources.first(text(dockerfile).replace("@ ", PINNED + " ")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM {base}\\nCOPY --from={tools} /a /b",
                "FROM {base} AS b-{variant}\\nFROM {base}\\nCOPY --from=b-bookworm /a /b",
                "FROM {base}\\nCOPY --from=0 /a /b",
                "FROM {base} AS b\\n{#if version}FROM {base}{/if}\\nCOPY --from=b /a /b"
            })
    void whatAValueMayStillDecideIsLookedAtWhenItIsRendered(String template) {
        assertThat(ImageSources.firstOfTemplate(text(template))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROM %sx", "FROM x\nCOPY %sa /b"})
    void soManyFlagsAreReadToTheirEnd(String dockerfile) {
        assertThat(ImageSources.firstOfTemplate(dockerfile.formatted("--a=b ".repeat(9_999))))
                .isEmpty();
    }

    @Test
    void itIsAMistakeOfTheCatalogueWithFileAndLine(@TempDir Path root) {
        Catalogs.small(root, "releases: [{version: 1.0.0}]\n");
        Catalogs.write(
                root, "app/Dockerfile", "FROM {base}\nRUN true\nCOPY --from=busybox:latest /bin/busybox /bin/\n");

        assertThatThrownBy(() -> CatalogReader.read(root))
                .hasMessageStartingWith("app/Dockerfile:3: files are taken from 'busybox:latest', which is no stage");
    }

    private static String text(String oneLine) {
        return oneLine.replace("\\n", "\n").replace("\\\\", "\\");
    }
}

package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateLinesTest {
    private static final TemplateLines LINES = new TemplateLines("node/Dockerfile", List.of(4, 0, -1, 9));

    @Test
    void aKnownLineHasItsPlace() {
        assertThat(LINES.place(1)).contains("node/Dockerfile:4");
        assertThat(LINES.place(4)).contains("node/Dockerfile:9");
    }

    @Test
    void anUnknownOneHasNone() {
        assertThat(LINES.place(0)).isEmpty();
        assertThat(LINES.place(2)).isEmpty();
        assertThat(LINES.place(3)).isEmpty();
        assertThat(LINES.place(5)).isEmpty();
    }
}

package dev.imprimatur.builder.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildLogTest {

    @Test
    void anAttemptContinuesTheLogUpToItsLimit() {
        BuildLog log = new BuildLog("earlier\n", 10);
        log.line("==> attempt %d", 2);
        log.write("short\n");
        log.write("far too long\n");
        log.write("more\n");
        log.line("<== done");

        assertThat(log.end()).startsWith("earlier\n==> attempt 2\n").endsWith("<== done\n");
        assertThat(log.end()).contains("imprimatur.builder.log-limit").doesNotContain("more");
    }

    @Test
    void whatComesAfterTheEndIsLeftOut() {
        BuildLog log = new BuildLog("", 1000);
        log.write("in time\n");

        assertThat(log.end()).isEqualTo("in time\n");
        log.write("late\n");
        log.keep(text -> fail("it has ended"));
        assertThat(log.end()).isEqualTo("in time\n");
    }

    @Test
    void itIsKeptWhenThereIsSomethingNew() {
        BuildLog log = new BuildLog("", 1000);
        List<String> kept = new ArrayList<>();

        log.keep(kept::add);
        log.write("a\n");
        log.keep(kept::add);
        log.keep(kept::add);
        log.line("b");
        log.keep(kept::add);

        assertThat(kept).containsExactly("a\n", "a\nb\n");
    }
}

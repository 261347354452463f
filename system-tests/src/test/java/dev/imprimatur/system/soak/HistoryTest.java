package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Entry.Fault;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Instant AT = Instant.parse("2026-11-28T03:00:00Z");

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws IOException {
        List<Entry> entries = new Story()
                .level("work", 0)
                .rebuilt("r1", 1, "d1")
                .ordered("b2", 2)
                .rolledBack("b2", "d0", "d1")
                .sent("publish-completed", "e1", "c")
                .observed("app:1", null)
                .deleted("app@d1")
                .ended()
                .entries();
        Path file = folder.resolve("soak/history.jsonl");

        History.write(file, entries);

        assertThat(History.read(file)).isEqualTo(entries);
    }

    @Test
    void aWriteComesBeforeTheEventThatTellsOfItInTheSameMillisecond() {
        History history = new History();
        Entry told = new Published(AT, "e1", "r1", Story.IMAGE, "d1", List.of("app:1"), null);
        Entry put = new TagPut(AT.plusNanos(400), "app:1", "d1");
        Entry later = new Fault(AT.plusMillis(1), "kill -9 publisher");
        history.add(later);
        history.add(told);
        history.add(put);

        assertThat(history.entries()).containsExactly(put, told, later);
        assertThat(history.until(AT.plusNanos(500))).containsExactly(put, told);
    }
}

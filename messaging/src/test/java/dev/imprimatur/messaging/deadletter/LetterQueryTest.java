package dev.imprimatur.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterQueryTest {
    /** Of hundreds of letters of a megabyte each, a service of 300 MB has no room for what came. */
    @Test
    void aListReadsNothingThatMayBeLarge() {
        String sql = new LetterQuery("topic", LetterState.WAITING, null, LetterQuery.MOST).sql();

        assertThat(sql).contains("octet_length(value)").doesNotContain("*", "headers");
        assertThat(sql.replace("octet_length(value)", "")).doesNotContain("value");
    }
}

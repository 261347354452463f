package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTroubleTest {
    @ParameterizedTest
    @CsvSource({
        "08006,true",
        "57P01,true",
        "53300,true",
        "40P01,true",
        ",true",
        "23505,false",
        "42601,false",
        "22001,false",
        "54000,false",
        "0A000,false"
    })
    void theStateTells(String state, boolean trouble) {
        assertThat(DatabaseTrouble.find(new IllegalStateException(new SQLException("no", state)))
                        .isPresent())
                .isEqualTo(trouble);
    }

    @Test
    void aFailedCommitTellsItAsSuppressed() {
        SQLException broken = new SQLException("I/O error", "08006");
        RuntimeException commit = new RuntimeException("could not commit", new Exception("rolled back"));
        commit.getCause().addSuppressed(broken);

        assertThat(DatabaseTrouble.find(commit)).containsSame(broken);
    }

    @Test
    void otherTroubleIsNone() {
        Exception one = new Exception();
        Exception other = new Exception(one);
        one.initCause(other);

        assertThat(DatabaseTrouble.find(one)).isEmpty();
        assertThat(DatabaseTrouble.find(null)).isEmpty();
    }
}

package dev.imprimatur.attempts.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.OwnKeyException;
import dev.imprimatur.messaging.work.Next;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDatabaseTest {
    private final List<String> done = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "53300", "40P01"})
    void whatPassesCountsForNothingAndIsTriedAgainAfterAWhile(String state) {
        Next next = handedBack(failure(state), 1);

        assertThat(done).containsExactly("handed back");
        assertThat(next)
                .isInstanceOfSatisfying(
                        Next.Again.class,
                        again -> assertThat(again.delay()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500)));
    }

    @Test
    void theOftenerTheLongerIsThePauseUpToAMinute() {
        assertThat(handedBack(failure("08006"), 4))
                .isInstanceOfSatisfying(
                        Next.Again.class,
                        again -> assertThat(again.delay()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4)));
        assertThat(handedBack(failure("08006"), 1_000))
                .isInstanceOfSatisfying(
                        Next.Again.class,
                        again -> assertThat(again.delay()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1)));
    }

    @Test
    void soDoesAnOwnKeyThatCannotBeRead() {
        OwnKey key = new OwnKey(Optional.empty(), Optional.of(Path.of("target/no/key.pem")), Optional.empty());
        OwnKeyException unread = catchThrowableOfType(OwnKeyException.class, () -> key.load("builds"));

        assertThat(handedBack(new IllegalStateException(unread), 1)).isInstanceOf(Next.Again.class);
        assertThat(done).containsExactly("handed back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "42601"})
    void aMistakeOfTheProgramsOwnIsNone(String state) {
        RuntimeException mistake = failure(state);

        assertThatThrownBy(() -> handedBack(mistake, 1)).isSameAs(mistake);
        assertThat(done).isEmpty();
    }

    @Test
    void thatItIsHandedBackIsStoredOnceTheDatabaseTakesIt() {
        Next next = OwnDatabase.handedBack("work", failure("57P01"), () -> {
            done.add("tried");
            if (done.size() < 3) {
                throw failure("08001");
            }
            return 1;
        });

        assertThat(done).hasSize(3);
        assertThat(next).isInstanceOf(Next.Again.class);
    }

    private Next handedBack(RuntimeException thrown, int inARow) {
        return OwnDatabase.handedBack("work", thrown, () -> {
            done.add("handed back");
            return inARow;
        });
    }

    private static RuntimeException failure(String state) {
        return new IllegalStateException(new SQLException("the database", state));
    }
}

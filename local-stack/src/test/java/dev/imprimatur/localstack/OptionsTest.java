package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imprimatur.localstack.start.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void readsEveryOption() throws Exception {
        assertThat(Options.parse(List.of(
                        "--home /data --programs /programs --kafka-port 9092 --postgres-port 5433 --users /users --users-port 9093 --services-login /login --logs /log --until-stdin-closes"
                                .split(" "))))
                .isEqualTo(new Options(
                        Path.of("/data"),
                        Path.of("/programs"),
                        9092,
                        5433,
                        Optional.of(Path.of("/users")),
                        9093,
                        Optional.of(Path.of("/login")),
                        Optional.of(Path.of("/log")),
                        true));
    }

    @Test
    void picksPortsAndTheFolderOfProgramsItselfUnlessGiven() throws Exception {
        assertThat(Options.parse(List.of("--home", "/data")))
                .isEqualTo(new Options(
                        Path.of("/data"),
                        Path.of("/data"),
                        0,
                        0,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kafka-port 1                       | --home is missing",
                "--home /data --kafka-port            | --kafka-port needs a value",
                "--home /data --kafka-port nine       | must be a number from 0 to 65535, not 'nine'",
                "--home /data --postgres-port 65536   | must be a number from 0 to 65535, not '65536'",
                "--home /data --users /users          | --users and --users-port belong together",
                "--home /data --port 1                | unknown option --port",
            })
    void saysWhatIsWrongAndHowItGoes(String arguments, String message) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Options.parse(List.of(arguments.split(" "))))
                .withMessageContaining(message)
                .withMessageContaining("usage: LocalStack --home DIR")
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(StartFailure.USAGE));
    }
}

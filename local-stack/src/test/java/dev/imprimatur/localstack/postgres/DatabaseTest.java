package dev.imprimatur.localstack.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    Path folder;

    @Test
    void rootMayUseEitherWayToLeaveItsRightsBehindAndChangeBetweenThem() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root has rights to leave behind");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertAnswers(ServerAccount.inUserNamespace());
        assertAnswers(ServerAccount.asUnprivileged());
        assertAnswers(ServerAccount.inUserNamespace());
    }

    @Test
    void saysSoWhenTheUnprivilegedUserCannotReachTheHome() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root has rights to leave behind");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Database.start(folder, folder, Ports.anyFree(), ServerAccount.asUnprivileged()))
                .withMessageContaining("choose a --home that everyone may enter");
    }

    @Test
    void showsTheServersOwnWordsWhenItDoesNotStart() throws Exception {
        try (Database first = Database.start(folder, folder, Ports.anyFree())) {
            assertThat(first.stopped()).isNotDone();
        }
        Files.writeString(folder.resolve("data/PG_VERSION"), "9.6\n");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Database.start(folder, folder, Ports.anyFree()))
                .withMessageContaining("PostgreSQL ended while starting")
                .withMessageContaining("server.log")
                .withMessageContaining("version");
    }

    @Test
    void databasesThatStartAtOnceShareTheirPrograms() throws Exception {
        Path programs = folder.resolve("programs");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> startAndStop(programs, "other"));
        startAndStop(programs, "one");
        other.join();

        try (Stream<Path> left = Files.list(programs)) {
            assertThat(left)
                    .singleElement()
                    .satisfies(one -> assertThat(one.resolve("bin/postgres")).exists());
        }
    }

    private void startAndStop(Path programs, String name) {
        try (Database database = Database.start(programs, folder.resolve(name), Ports.anyFree())) {
            assertThat(database.stopped()).isNotDone();
        } catch (IOException | InterruptedException | StartFailure e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertAnswers(ServerAccount account) throws Exception {
        int port = Ports.anyFree();
        try (Database database = Database.start(folder, folder, port, account);
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + port + "/imprimatur", "imprimatur", "imprimatur")) {
            assertThat(database.stopped()).isNotDone();
            assertThat(connection.isValid(1)).isTrue();
        }
    }
}

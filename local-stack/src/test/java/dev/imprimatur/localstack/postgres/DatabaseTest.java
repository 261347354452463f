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
import java.sql.SQLException;
import java.util.Optional;
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
                .isThrownBy(() -> Database.start(
                        folder, folder, Ports.anyFree(), Optional.empty(), ServerAccount.asUnprivileged()))
                .withMessageContaining("choose a --home that everyone may enter");
    }

    @Test
    void showsTheServersOwnWordsWhenItDoesNotStart() throws Exception {
        try (Database first = Database.start(folder, folder, Ports.anyFree(), Optional.empty())) {
            assertThat(first.stopped()).isNotDone();
        }
        Files.writeString(folder.resolve("data/PG_VERSION"), "9.6\n");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Database.start(folder, folder, Ports.anyFree(), Optional.empty()))
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

    @Test
    void servicesLogInWithThePasswordOfTheirOwnHomeAlone() throws Exception {
        ServicesLogin ours = new ServicesLogin("services", "0a1b");
        ServicesLogin others = new ServicesLogin("services", "2c3d");
        int port = Ports.anyFree();
        try (Database first = Database.start(folder, folder, port, Optional.empty())) {
            assertThat(first.stopped()).as("of a release before").isNotDone();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(port, ours));
        }
        try (Database database = Database.start(folder, folder, port, Optional.of(ours));
                Connection connection = connect(port, ours)) {
            assertThat(database.stopped()).isNotDone();
            connection.createStatement().execute("create schema ours");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connect(port, others))
                    .withMessageContaining("password");
        }
        try (Database database = Database.start(folder, folder, port, Optional.of(others));
                Connection connection = connect(port, others)) {
            assertThat(database.stopped()).as("with another one").isNotDone();
            connection.createStatement().execute("drop schema ours");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(port, ours));
        }
    }

    @Test
    void theLoginIsReadAsServicesReadItAndIsPlain() throws Exception {
        Path file = folder.resolve("login");
        Files.writeString(file, "quarkus.datasource.username=services\nquarkus.datasource.password=0a1b\n");
        assertThat(ServicesLogin.read(file)).isEqualTo(new ServicesLogin("services", "0a1b"));
        assertThat(ServicesLogin.read(file)).hasToString("services");
        Files.writeString(file, "quarkus.datasource.username=services\nquarkus.datasource.password=0'\n");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> ServicesLogin.read(file))
                .withMessageContaining("quarkus.datasource.password must be letters and digits");
    }

    private static Connection connect(int port, ServicesLogin login) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port + "/imprimatur", login.role(), login.password());
    }

    private void startAndStop(Path programs, String name) {
        try (Database database = Database.start(programs, folder.resolve(name), Ports.anyFree(), Optional.empty())) {
            assertThat(database.stopped()).isNotDone();
        } catch (IOException | InterruptedException | StartFailure e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertAnswers(ServerAccount account) throws Exception {
        int port = Ports.anyFree();
        try (Database database = Database.start(folder, folder, port, Optional.empty(), account);
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + port + "/imprimatur", "imprimatur", "imprimatur")) {
            assertThat(database.stopped()).isNotDone();
            assertThat(connection.isValid(1)).isTrue();
        }
    }
}

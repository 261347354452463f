package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.localstack.start.StartFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void everyoneMayEnter() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = folder.resolve("home");
    }

    @Test
    void keepsRecordsRowsAndPortsAcrossARestart() throws Exception {
        String kafka;
        try (StackProcess stack = StackProcess.start(home)) {
            Kept.write(stack);
            kafka = stack.kafka();
        }
        try (StackProcess stack = StackProcess.start(home)) {
            assertThat(stack.kafka()).isEqualTo(kafka);
            Kept.assertIn(stack);
        }
    }

    @Test
    void keepsEverythingWhenItIsKilledAndStopsTheServerThatWasLeftBehind() throws Exception {
        StackProcess killed = StackProcess.start(home);
        Kept.write(killed);
        List<ProcessHandle> leftBehind = killed.children();
        killed.kill();
        assertThat(leftBehind).anyMatch(ProcessHandle::isAlive);

        try (StackProcess stack = StackProcess.start(home)) {
            assertThat(leftBehind).noneMatch(ProcessHandle::isAlive);
            Kept.assertIn(stack);
        }
    }

    @Test
    void stopsOnSigtermWithinTwoSecondsThoughClientsAreConnectedAndLeavesNoProcess() throws Exception {
        try (StackProcess stack = StackProcess.start(home);
                Connection connection = stack.connect()) {
            List<ProcessHandle> children = stack.children();
            assertThat(connection.isValid(1)).isTrue();
            assertThat(children).isNotEmpty();

            Instant asked = Instant.now();
            stack.process().destroy();

            assertThat(stack.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void writesToDiskBeforeItConfirms() throws Exception {
        try (StackProcess stack = StackProcess.start(home);
                Connection connection = stack.connect()) {
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "max_connections")).isEqualTo("200");
        }
    }

    @Test
    void namesATakenPortAndTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Refusal refusal = refused(home, "--kafka-port", port);
            assertThat(refusal.exitCode()).isEqualTo(StartFailure.TAKEN);
            assertThat(refusal.message())
                    .contains("port " + port + " for Kafka is taken", "--kafka-port N")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void refusesASecondStartInOneHome() throws Exception {
        try (StackProcess stack = StackProcess.start(home)) {
            assertThat(stack.kafkaPort()).isPositive();
            Refusal refusal = refused(home);
            assertThat(refusal.exitCode()).isEqualTo(StartFailure.TAKEN);
            assertThat(refusal.message()).contains("another local-stack runs in " + home);
        }
    }

    @Test
    void runsAsAnOrdinaryUserToo() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become someone else");
        Files.createDirectory(home);
        Files.setAttribute(home, "unix:uid", 65534);
        List<String> asUnprivileged = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        try (StackProcess stack = StackProcess.start(asUnprivileged, home)) {
            Kept.write(stack);
            Kept.assertIn(stack);
        }
    }

    private record Refusal(int exitCode, String message) {}

    private static Refusal refused(Path home, String... more) throws Exception {
        Process process = new ProcessBuilder(StackProcess.command(home, more))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Refusal(process.waitFor(), output);
    }

    private static String setting(Connection connection, String name) throws SQLException {
        ResultSet row = connection.createStatement().executeQuery("show " + name);
        row.next();
        return row.getString(1);
    }
}

package dev.imprimatur.kafkaaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    @TempDir
    Path folder;

    private Logins logins;

    @BeforeEach
    void write() throws IOException {
        logins = new Logins(folder.resolve("kafka"));
        logins.write("localhost:9093");
    }

    @Test
    void aSecondStartChangesNothing() throws IOException {
        Map<Path, String> before = files();

        logins.write("localhost:9093");

        assertThat(files()).hasSize(8).isEqualTo(before);
    }

    @Test
    void onlyTheirOwnerMayReadThem() {
        assertThat(files().keySet())
                .allSatisfy(file ->
                        assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]"));
    }

    @Test
    void aUserSeesItsOwnPasswordOnlyAndTheBrokerAll() throws IOException {
        List<String> passwords = passwords();

        assertThat(passwords).hasSize(7).doesNotHaveDuplicates();
        assertThat(passwords)
                .allSatisfy(password -> assertThat(logins.brokerEntry()).contains("\"" + password + "\""));
        for (String service : List.of("renderer", "builder", "tester", "publisher", "console")) {
            String file = Files.readString(folder.resolve("kafka/" + service + "/kafka.properties"));
            assertThat(passwords.stream().filter(file::contains)).hasSize(1);
            assertThat(file).contains("username=\"" + service + "\"");
        }
    }

    @Test
    void aPasswordThatWasRemovedIsMadeAgainAndTheOthersStay() throws IOException {
        List<String> before = passwords();
        Path file = folder.resolve("kafka/broker/passwords.properties");
        Files.write(
                file,
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("tester="))
                        .toList());

        logins.write("localhost:9094");

        List<String> after = passwords();
        assertThat(after.stream().filter(password -> !before.contains(password)))
                .singleElement()
                .satisfies(made -> assertThat(Files.readString(folder.resolve("kafka/tester/kafka.properties")))
                        .contains(made));
        assertThat(logins.adminClient()).containsEntry("bootstrap.servers", "localhost:9094");
    }

    private List<String> passwords() throws IOException {
        return Files.readAllLines(folder.resolve("kafka/broker/passwords.properties")).stream()
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
    }

    private Map<Path, String> files() {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}

package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home on a small disk of its own. */
class FullDiskTest {
    private static final String MORE = "more";

    @TempDir
    Path disk;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=600m,mode=755", "tmpfs", disk.toString()) == 0,
                "only root can mount a disk");
    }

    @AfterEach
    void unmount() throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> run("umount", disk.toString()) == 0);
    }

    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    @Test
    void whatItHadIsThereAgainWhenItIsStartedAfterTheDiskWasFull() throws Exception {
        Path home = disk.resolve("home");
        Path filler = disk.resolve("filler");
        try (StackProcess stack = StackProcess.start(home)) {
            Kept.write(stack);
            writeUntilItEnds(stack, filler);
            assertThat(stack.process().exitValue()).isNotZero();
        }
        Files.delete(filler);

        try (StackProcess stack = StackProcess.start(home)) {
            Kept.assertIn(stack);
        }
    }

    private static void writeUntilItEnds(StackProcess stack, Path filler) throws Exception {
        Map<String, Object> impatient = Map.of(
                "bootstrap.servers",
                stack.kafka(),
                "max.block.ms",
                1000,
                "request.timeout.ms",
                1000,
                "delivery.timeout.ms",
                2000);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()));
                var producer = new KafkaProducer<>(impatient, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(MORE, 1, (short) 1))).all().get();
            fill(filler);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                producer.send(new ProducerRecord<>(MORE, "x".repeat(900_000)));
                return stack.process().waitFor(100, TimeUnit.MILLISECONDS);
            });
        }
    }

    private static void fill(Path filler) throws IOException {
        byte[] bytes = new byte[1 << 16];
        try (OutputStream file = Files.newOutputStream(filler)) {
            while (true) {
                file.write(bytes);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}

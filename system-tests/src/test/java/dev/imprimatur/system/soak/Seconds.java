package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.FreePorts;
import dev.imprimatur.system.PartProgram;
import dev.imprimatur.system.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A second process of each service beside those of a stack. They stay as they are while the stack's go over to another
 * release.
 */
final class Seconds implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Map<String, URI> addresses = new LinkedHashMap<>();

    /**
     * Starts them with the settings of the stack's own, and waits until they listen. What the programs are is this
     * checkout's.
     */
    Seconds(Stack stack, Path checkout, String name) {
        for (String part : Second.PARTS) {
            int port = FreePorts.anyFree();
            String service = part.split("-", 2)[0];
            Path jar = checkout.resolve(service + "-service/target/quarkus-app/quarkus-run.jar");
            processes.put(part, new PartProgram(stack, part).from(jar).start(name + "-" + part, port));
            addresses.put(part, URI.create("http://localhost:" + port));
        }
        try {
            addresses.forEach((part, address) -> await(name + "-" + part + ".log says why it does not start")
                    .atMost(LIMIT)
                    .until(() -> {
                        assertThat(processes.get(part).isAlive()).isTrue();
                        return FreePorts.listens(address.getPort());
                    }));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Where each of them is, by its part. */
    Map<String, URI> addresses() {
        return addresses;
    }

    /** Asks all of them to end, and waits for that. */
    void end() {
        processes.forEach((part, process) -> {
            assertThat(process.isAlive()).as("the second " + part).isTrue();
            Processes.terminate("the second " + part, process.toHandle());
        });
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
    }
}

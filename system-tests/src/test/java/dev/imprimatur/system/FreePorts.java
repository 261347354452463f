package dev.imprimatur.system;

import dev.imprimatur.localstack.start.Ports;
import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Random ports, so that stacks that start at the same moment do not race for the same ones. */
public final class FreePorts {
    private FreePorts() {}

    /** Writes a free port for each of these parts into the home, where the script takes it from. */
    public static Map<String, Integer> promise(Path home, List<String> parts) throws IOException {
        Map<String, Integer> ports = new TreeMap<>();
        for (String part : parts) {
            int port;
            do {
                port = anyFree();
            } while (ports.containsValue(port));
            ports.put(part, port);
        }
        Files.writeString(
                home.resolve("ports.env"),
                ports.entrySet().stream()
                        .map(port -> port.getKey() + "=" + port.getValue() + "\n")
                        .collect(Collectors.joining()));
        return ports;
    }

    /** One that nothing listens at. */
    public static int anyFree() {
        try {
            return Ports.anyFree();
        } catch (StartFailure e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether something listens there, on the loopback interface. */
    public static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.imprimatur.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gives a home ports by chance, so that stacks that start at the same moment do not race for the same ones. */
final class FreePorts {
    private FreePorts() {}

    /** Writes a free port for each of these parts into the home, where the script takes it from. */
    static Map<String, Integer> promise(Path home, List<String> parts) throws IOException {
        Map<String, Integer> ports = new TreeMap<>();
        List<ServerSocket> held = new ArrayList<>();
        for (String part : parts) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.put(part, socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        Files.writeString(
                home.resolve("ports.env"),
                ports.entrySet().stream()
                        .map(port -> port.getKey() + "=" + port.getValue() + "\n")
                        .collect(Collectors.joining()));
        return ports;
    }
}

package dev.imprimatur.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class Ports {

    private Ports() {}

    /**
     * Settles the port of a server.
     *
     * @param server its name, for messages
     * @param option the option that sets it, for messages
     * @param wanted the port that was asked for, or 0
     * @param earlier the port that was used before, or 0
     * @return the wanted one; else the earlier one if it is free; else any that is free
     * @throws StartFailure if the wanted port is taken
     */
    static int settle(String server, String option, int wanted, int earlier) throws StartFailure {
        if (wanted != 0 && !isFree(wanted)) {
            throw new StartFailure(
                    StartFailure.TAKEN,
                    "port %d for %s is taken: stop what listens on it, or choose another with %s N (0 picks a free one)"
                            .formatted(wanted, server, option));
        }
        if (wanted != 0) {
            return wanted;
        }
        return earlier != 0 && isFree(earlier) ? earlier : anyFree();
    }

    /** A port that is free now. */
    public static int anyFree() throws StartFailure {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure(StartFailure.FAILED, "no free port on the loopback interface: " + e.getMessage());
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

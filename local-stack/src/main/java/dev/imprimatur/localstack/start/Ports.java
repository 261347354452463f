package dev.imprimatur.localstack.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int AFTER_LAST = 32_768;

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
    public static int settle(String server, String option, int wanted, int earlier) throws StartFailure {
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

    /**
     * A port that is free now, picked at random among those that no system gives to connections that go out: one of
     * these could take it before its server begins to listen.
     *
     * @throws StartFailure if none was free of as many as there are
     */
    public static int anyFree() throws StartFailure {
        return ThreadLocalRandom.current()
                .ints(AFTER_LAST - FIRST, FIRST, AFTER_LAST)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new StartFailure(
                        StartFailure.FAILED,
                        "no free port between %d and %d on the loopback interface".formatted(FIRST, AFTER_LAST - 1)));
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

package dev.imprimatur.system.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Stands between the services and one thing that they depend on. Each request may meet a fault of the plan. */
public abstract class FaultProxy implements AutoCloseable {
    final String name;
    final URI target;
    final FaultPlan plan;
    private final ServerSocket server;

    FaultProxy(String name, URI target, FaultPlan plan) {
        this.name = name;
        this.target = target;
        this.plan = plan;
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where the services find it, on the loopback interface. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                Wire upstream = Wire.open(target)) {
            pass(client, upstream);
        } catch (IOException e) {
            // One of the two has gone, and with this both.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes on until the connection is done. */
    abstract void pass(Socket client, Wire upstream) throws IOException, InterruptedException;

    /** Breaks the connection with a TCP reset. */
    static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

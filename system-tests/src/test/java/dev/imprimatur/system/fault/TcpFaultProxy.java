package dev.imprimatur.system.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Passes TCP on; what a client writes at once counts as a request. Where the server tells its own address, as a Kafka
 * broker does, the proxy's takes its place: {@code localhost} followed by the port in four bytes.
 */
public final class TcpFaultProxy extends FaultProxy {
    private static final byte[] HOST = "localhost".getBytes(StandardCharsets.US_ASCII);

    private final Map<Fault, Integer> weights;

    /** Of a server at {@code tcp://host:port}; faults have these weights. */
    public TcpFaultProxy(String name, URI target, FaultPlan plan, Map<Fault, Integer> weights) {
        super(name, target, plan);
        this.weights = weights;
    }

    @Override
    void pass(Socket client, Wire upstream) throws IOException, InterruptedException {
        Thread.ofVirtual().start(() -> answers(client, upstream));
        byte[] buffer = new byte[64 * 1024];
        InputStream in = client.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            Optional<Fault> fault = plan.next(name, weights);
            if (fault.isPresent()) {
                if (fault.get() == Fault.LATENCY) {
                    Thread.sleep(plan.latencyMillis());
                } else {
                    if (fault.get() == Fault.BLACK_HOLE) {
                        Thread.sleep(plan.silence());
                    }
                    reset(client);
                    return;
                }
            }
            upstream.out().write(buffer, 0, read);
        }
    }

    private void answers(Socket client, Wire upstream) {
        byte[] own = address(target.getPort());
        byte[] shown = address(port());
        byte[] buffer = new byte[64 * 1024];
        int held = 0;
        try (client) {
            OutputStream out = client.getOutputStream();
            for (int read = upstream.in().read(buffer, held, buffer.length - held);
                    read >= 0;
                    read = upstream.in().read(buffer, held, buffer.length - held)) {
                int length = held + read;
                replace(buffer, length, own, shown);
                held = beginOf(own, buffer, length);
                out.write(buffer, 0, length - held);
                System.arraycopy(buffer, length - held, buffer, 0, held);
            }
        } catch (IOException e) {
            // Gone.
        }
    }

    private static byte[] address(int port) {
        return ByteBuffer.allocate(HOST.length + Integer.BYTES)
                .put(HOST)
                .putInt(port)
                .array();
    }

    private static void replace(byte[] buffer, int length, byte[] own, byte[] shown) {
        for (int at = 0; at + own.length <= length; at++) {
            if (Arrays.equals(buffer, at, at + own.length, own, 0, own.length)) {
                System.arraycopy(shown, 0, buffer, at, shown.length);
            }
        }
    }

    /** How many bytes at the end are the begin of the address; a few alone are held back for nothing. */
    private static int beginOf(byte[] own, byte[] buffer, int length) {
        for (int count = Math.min(own.length - 1, length); count > HOST.length / 2; count--) {
            if (Arrays.equals(buffer, length - count, length, own, 0, count)) {
                return count;
            }
        }
        return 0;
    }
}

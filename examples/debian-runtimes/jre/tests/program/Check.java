import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** What programs need of a runtime: cryptography, trusted certificates, compression, time zones, sockets, threads. */
public class Check {
    public static void main(String[] arguments) throws Exception {
        byte[] text = "imprimatur ".repeat(1000).getBytes(StandardCharsets.UTF_8);

        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(keys.getPublic());
        signature.update(text);
        require(signature.verify(signed), "signature");

        require(SSLContext.getDefault().getSupportedSSLParameters().getProtocols().length > 0, "TLS");

        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            require(Arrays.equals(gzip.readAllBytes(), text), "compression");
        }

        require(ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Rome")).getOffset().getTotalSeconds() == 7200,
                "time zones");

        try (ServerSocket server = new ServerSocket(0)) {
            CompletableFuture<Integer> received = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = server.accept()) {
                    return socket.getInputStream().read();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket client = new Socket("127.0.0.1", server.getLocalPort())) {
                client.getOutputStream().write(42);
            }
            require(received.get() == 42, "sockets and threads");
        }
        System.out.println("Java " + System.getProperty("java.version") + " works");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " fails");
        }
    }
}

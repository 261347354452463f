package dev.imprimatur.system.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A connection to the server behind the proxy, over TCP or a Unix socket. */
record Wire(InputStream in, OutputStream out, Closeable connection) implements AutoCloseable {

    /** Connects to {@code unix:///path}, or {@code tcp://host:port}. */
    static Wire open(URI target) throws IOException {
        if (target.getScheme().equals("unix")) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(target.getPath()));
            return new Wire(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
        }
        Socket socket = new Socket(target.getHost(), target.getPort());
        socket.setTcpNoDelay(true);
        return new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

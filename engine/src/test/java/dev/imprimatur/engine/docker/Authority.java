package dev.imprimatur.engine.docker;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own. */
final class Authority {
    private static final char[] PASSWORD = "test".toCharArray();

    private final String name = "CN=authority " + System.nanoTime();
    private final Identity root = certified(name, null, null);

    private record Identity(KeyPair keys, X509Certificate certificate) {}

    /** A server on loopback that calls itself by this name, and takes only clients of this authority. */
    ServerSocket server(String host) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Identity server = certified("CN=engine", host, root);
        store.setKeyEntry("server", server.keys().getPrivate(), PASSWORD, new X509Certificate[] {server.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", root.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        return socket;
    }

    /** Writes the files that Docker's client knows: a client of this authority that trusts engines of that one. */
    Path client(Path folder, Authority trusted) throws IOException {
        return client(folder, trusted, Duration.ofHours(1));
    }

    /** As {@link #client(Path, Authority)}. */
    Path client(Path folder, Authority trusted, Duration valid) throws IOException {
        return write(folder, trusted, certified("CN=client", null, root, valid));
    }

    /** As {@link #client(Path, Authority)}, with a key of this kind. */
    Path client(Path folder, String algorithm) throws GeneralSecurityException, IOException {
        KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        return write(folder, this, certified("CN=client", null, root, Duration.ofHours(1), keys));
    }

    /** Writes the same files for an engine that calls itself by this name, and takes clients of this authority. */
    Path engine(Path folder, String host, Duration valid) throws IOException {
        return write(folder, this, certified("CN=engine", host, root, valid));
    }

    private static Path write(Path folder, Authority trusted, Identity client) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("ca.pem"), trusted.root.certificate());
        write(folder.resolve("cert.pem"), client.certificate());
        write(folder.resolve("key.pem"), new JcaPKCS8Generator(client.keys().getPrivate(), null));
        return folder;
    }

    private static void write(Path file, Object content) throws IOException {
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            pem.writeObject(content);
        }
    }

    private Identity certified(String subject, String host, Identity issuer) {
        return certified(subject, host, issuer, Duration.ofHours(1));
    }

    private Identity certified(String subject, String host, Identity issuer, Duration valid) {
        try {
            return certified(
                    subject,
                    host,
                    issuer,
                    valid,
                    KeyPairGenerator.getInstance("EC").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity certified(String subject, String host, Identity issuer, Duration valid, KeyPair keys) {
        try {
            Instant now = Instant.now();
            X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    new X500Name(this.name),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(valid)),
                    new X500Name(subject),
                    keys.getPublic());
            if (issuer == null) {
                certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            if (host != null) {
                certificate.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            }
            KeyPair signing = issuer == null ? keys : issuer.keys();
            return new Identity(
                    keys,
                    new JcaX509CertificateConverter()
                            .getCertificate(certificate.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate()))));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}

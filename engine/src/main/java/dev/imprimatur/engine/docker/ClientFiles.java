package dev.imprimatur.engine.docker;

import dev.imprimatur.oci.registry.KeyPairs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.DecoderException;

/** What a client of an engine shows, and whom it trusts, as its files said when they were read. */
record ClientFiles(
        List<String> texts, X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, X509Certificate certificate) {
    private static final List<String> NAMES = List.of("ca.pem", "cert.pem", "key.pem");
    private static final char[] PASSWORD = "docker".toCharArray();
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String FOR_ALL = "2.5.29.37.0";

    /** @throws IOException if a file is missing or has no such content; the message names it */
    static ClientFiles read(Path folder) throws IOException, GeneralSecurityException {
        List<String> texts = texts(folder);
        List<X509Certificate> authorities = certificates(texts.get(0), folder.resolve("ca.pem"));
        List<X509Certificate> chain = certificates(texts.get(1), folder.resolve("cert.pem"));
        PrivateKey key = key(texts.get(2), folder.resolve("key.pem"));
        requirePair(key, chain.getFirst(), folder);
        requireClients(chain.getFirst(), folder.resolve("cert.pem"));
        KeyStore identity = empty();
        identity.setKeyEntry("client", key, PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(identity, PASSWORD);
        KeyStore trusted = empty();
        for (X509Certificate authority : authorities) {
            trusted.setCertificateEntry("authority " + trusted.size(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        return new ClientFiles(
                texts,
                (X509ExtendedKeyManager) keys.getKeyManagers()[0],
                (X509ExtendedTrustManager) trust.getTrustManagers()[0],
                chain.getFirst());
    }

    /** Until when the client's certificate is valid. */
    Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    /** Whether the folder has the same files still. */
    boolean sameAsIn(Path folder) throws IOException {
        return texts.equals(texts(folder));
    }

    private static List<String> texts(Path folder) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : NAMES) {
            if (!Files.isReadable(folder.resolve(name))) {
                throw new IOException("there is no " + name + " in " + folder + " that can be read");
            }
            texts.add(text(folder.resolve(name)));
        }
        return texts;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " cannot be used: it is no PEM, but perhaps DER", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(String text, Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate each :
                    factory.generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
                certificates.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw new IOException(
                    file + " cannot be used: " + FailureSorting.root(e).getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " cannot be used: there is no certificate in it");
        }
        return certificates;
    }

    /** PKCS #8, or the older forms that openssl writes. */
    private static PrivateKey key(String text, Path file) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | DecoderException e) {
            throw new IOException(
                    file + " cannot be used: " + FailureSorting.root(e).getMessage(), e);
        }
        throw new IOException(file + " cannot be used: there is no private key without a passphrase in it");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** An engine that refuses one mostly just hangs up. */
    private static void requireClients(X509Certificate certificate, Path file)
            throws IOException, GeneralSecurityException {
        List<String> uses = certificate.getExtendedKeyUsage();
        if (uses != null && !uses.contains(FOR_CLIENTS) && !uses.contains(FOR_ALL)) {
            throw new IOException(
                    file + " cannot be used: it is no client's (extendedKeyUsage has no clientAuth), but perhaps"
                            + " the engine's own");
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate, Path folder)
            throws IOException, GeneralSecurityException {
        if (!KeyPairs.fit(key, certificate.getPublicKey())) {
            throw new IOException(folder + "/key.pem is not the key of " + folder + "/cert.pem");
        }
    }
}

package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * Certificates by which a client shows who it is: PEM files {@code NAME.cert}, each with {@code NAME.key} beside it.
 */
final class ClientCertificates {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ClientCertificates() {}

    /**
     * What shows these certificates to servers that ask for one.
     *
     * @throws RegistryException if one of them, or its key, cannot be read; the message does not repeat the key
     */
    static KeyManager[] keys(List<Path> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] inMemoryOnly = new char[0];
        for (Path file : certificates) {
            List<Certificate> chain = CertificateFolders.read(file);
            if (chain.isEmpty()) {
                throw new RegistryException(Kind.TLS, file + " holds no certificate; correct or remove it");
            }
            store.setKeyEntry(
                    file.toString(), key(file, chain.getFirst()), inMemoryOnly, chain.toArray(Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, inMemoryOnly);
        return factory.getKeyManagers();
    }

    private static PrivateKey key(Path certificate, Certificate owner) {
        String name = certificate.getFileName().toString();
        Path file = certificate.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
        if (!Files.isRegularFile(file)) {
            throw new RegistryException(Kind.TLS, certificate + " has no " + file.getFileName() + " beside it; add it");
        }
        try {
            Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw unfit(file, owner);
            }
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            PrivateKey key = KeyFactory.getInstance(owner.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!KeyPairs.fit(key, owner.getPublicKey())) {
                throw new RegistryException(Kind.TLS, file + " is not the key of " + certificate);
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unfit(file, owner);
        } catch (IOException e) {
            throw new RegistryException(
                    Kind.TLS, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static RegistryException unfit(Path file, Certificate owner) {
        return new RegistryException(
                Kind.TLS,
                file + " is no unencrypted " + owner.getPublicKey().getAlgorithm()
                        + " key in PEM form of PKCS #8 (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nodes makes one");
    }
}

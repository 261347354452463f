package dev.imprimatur.engine.docker;

import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * What a client of an engine shows. A connection asks for its certificates and for their key one after the other, and
 * gets both of the files that it chose from, though others may have come since.
 */
final class EngineKeys extends X509ExtendedKeyManager {
    private final Path folder;
    private final Supplier<ClientFiles> current;
    private ClientFiles latest;
    private ClientFiles before;

    /** @param folder where the files are, for messages */
    EngineKeys(Path folder, Supplier<ClientFiles> current) {
        this.folder = folder;
        this.current = current;
    }

    @Override
    public synchronized String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        ClientFiles mine = current.get();
        String alias = mine.keys().chooseClientAlias(types, issuers, socket);
        if (alias == null && issuers != null && issuers.length > 0) {
            throw new IllegalStateException(folder.resolve("cert.pem") + " is issued by "
                    + mine.certificate().getIssuerX500Principal() + ", and the engine takes clients of "
                    + Arrays.toString(issuers));
        }
        if (mine != latest) {
            before = latest;
            latest = mine;
        }
        return alias == null ? null : prefix(mine) + alias;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(types, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chosen(alias)
                .map(files -> files.keys()
                        .getCertificateChain(alias.substring(prefix(files).length())))
                .orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return chosen(alias)
                .map(files ->
                        files.keys().getPrivateKey(alias.substring(prefix(files).length())))
                .orElse(null);
    }

    private synchronized Optional<ClientFiles> chosen(String alias) {
        for (ClientFiles files : new ClientFiles[] {latest, before}) {
            if (files != null && alias.startsWith(prefix(files))) {
                return Optional.of(files);
            }
        }
        return Optional.empty();
    }

    private static String prefix(ClientFiles files) {
        return Integer.toHexString(files.texts().hashCode()) + "/";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null;
    }
}

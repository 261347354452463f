package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineKeysTest {
    private static final String[] KINDS = {"EC"};

    private final Authority authority = new Authority();

    @TempDir
    Path folder;

    @Test
    void aConnectionGetsCertificatesAndKeyOfTheSameFilesThoughOthersCameMeanwhile() throws Exception {
        ClientFiles first = ClientFiles.read(authority.client(folder.resolve("first"), authority));
        ClientFiles second = ClientFiles.read(authority.client(folder.resolve("second"), authority));
        ClientFiles[] current = {first};
        EngineKeys keys = new EngineKeys(folder, () -> current[0]);

        String early = keys.chooseClientAlias(KINDS, null, null);
        PrivateKey key = keys.getPrivateKey(early);
        current[0] = second;
        String late = keys.chooseClientAlias(KINDS, null, null);

        assertThat(keys.getCertificateChain(early)).containsExactly(first.certificate());
        assertThat(keys.getPrivateKey(early)).isEqualTo(key);
        assertThat(keys.getCertificateChain(late)).containsExactly(second.certificate());
        assertThat(keys.getPrivateKey(late)).isNotEqualTo(key);
        assertThat(keys.getPrivateKey("none")).isNull();
    }

    @Test
    void whoHasNoneThatTheEngineTakesChoosesNone() throws Exception {
        ClientFiles files = ClientFiles.read(authority.client(folder, authority));
        EngineKeys keys = new EngineKeys(folder, () -> files);

        assertThat(keys.chooseClientAlias(new String[] {"DSA"}, null, null)).isNull();
        X509Certificate[] none = keys.getCertificateChain("none");
        assertThat(none).isNull();
    }
}

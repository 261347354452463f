package dev.imprimatur.engine.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.RealEngine;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of archives that engines of all ages give, made by hand; what a real one gives is in the pusher's test. */
@Tag("engine")
class ImageArchiveTest {
    private final byte[] lower = layer("lower");
    private final byte[] upper = layer("upper " + UUID.randomUUID());
    private final byte[] config = config(lower, upper, lower);
    private final String configHex = Digest.of(config).hex();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes);
    private final ImageReference tag = ImageReference.parse(RealEngine.staging() + "/test/" + UUID.randomUUID() + ":1");
    private final LayerUpload upload;

    @TempDir
    static Path folder;

    ImageArchiveTest() {
        upload = new LayerUpload(
                new RegistryClient(RegistryClientSettings.defaults()),
                Gzip.fastest(),
                folder,
                tag,
                Output.none(),
                new SeenLayers());
        archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    /** A tar with one file, whose name looks like JSON. */
    private static byte[] layer(String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            put(tar, "{" + content, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] config(byte[]... layers) {
        return ("{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + Arrays.stream(layers)
                                .map(layer -> "\"" + Digest.of(layer) + "\"")
                                .collect(Collectors.joining(","))
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void put(TarArchiveOutputStream tar, String path, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void manifest(String configPath, String... layers) throws IOException {
        put(
                archive,
                "manifest.json",
                ("[{\"Config\":\"" + configPath + "\",\"RepoTags\":null,\"Layers\":["
                                + Stream.of(layers)
                                        .map(path -> "\"" + path + "\"")
                                        .collect(Collectors.joining(",")) + "]}]")
                        .getBytes(StandardCharsets.UTF_8));
        archive.close();
    }

    private ImageArchive.Parts read() throws IOException {
        return new ImageArchive().read(new ByteArrayInputStream(bytes.toByteArray()), upload);
    }

    @Test
    void engine20WithALayerTwice() throws IOException {
        put(archive, "a/VERSION", "1.0".getBytes(StandardCharsets.UTF_8));
        put(archive, "a/json", "{}".getBytes(StandardCharsets.UTF_8));
        put(archive, "a/layer.tar", lower);
        put(archive, "b/layer.tar", upper);
        TarArchiveEntry link = new TarArchiveEntry("c/layer.tar", TarConstants.LF_SYMLINK);
        link.setLinkName("../a/layer.tar");
        archive.putArchiveEntry(link);
        archive.closeArchiveEntry();
        put(archive, configHex + ".json", config);
        manifest(configHex + ".json", "a/layer.tar", "b/layer.tar", "c/layer.tar");

        ImageArchive.Parts parts = read();

        assertThat(parts.config()).isEqualTo(config);
        List<Descriptor> layers = upload.layers(parts);
        assertThat(layers).hasSize(3);
        assertThat(layers.get(2)).isEqualTo(layers.get(0)).isNotEqualTo(layers.get(1));
    }

    @Test
    void engine25AndLater() throws IOException {
        put(archive, blob(config), config);
        put(archive, blob(lower), lower);
        put(archive, blob(upper), upper);
        put(archive, "index.json", "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8));
        manifest(blob(config), blob(lower), blob(upper), blob(lower));

        List<Descriptor> layers = upload.layers(read());

        assertThat(layers).hasSize(3);
        assertThat(layers.get(2)).isEqualTo(layers.get(0)).isNotEqualTo(layers.get(1));
    }

    @Test
    void theContainerdStoreGivesLayersCompressed() throws IOException {
        byte[] gzipped = gzipped(lower);
        put(archive, blob(config), config);
        put(archive, blob(gzipped), gzipped);
        put(archive, blob(upper), upper);
        manifest(blob(config), blob(gzipped), blob(upper), blob(gzipped));

        List<Descriptor> layers = upload.layers(read());

        Descriptor untouched = new Descriptor(Digest.of(gzipped), MediaType.OCI_LAYER_GZIP, gzipped.length);
        assertThat(layers.get(0)).isEqualTo(untouched).isEqualTo(layers.get(2));
    }

    @Test
    void anArchiveThatBreaksOffIsNoImage() throws IOException {
        put(archive, blob(lower), lower);
        archive.close();

        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("broke off");
    }

    @Test
    void anotherLayerThanTheArchiveSaysIsRefused() throws IOException {
        put(archive, blob(lower), upper);
        archive.close();

        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("another layer");
    }

    @Test
    void aMissingLayerIsReportedByItsDigest() throws IOException {
        put(archive, "a/layer.tar", lower);
        put(archive, configHex + ".json", config);
        manifest(configHex + ".json", "a/layer.tar", "b/layer.tar", "a/layer.tar");

        ImageArchive.Parts parts = read();

        assertThatThrownBy(() -> upload.layers(parts)).hasMessageContaining("no layer " + Digest.of(upper));
    }

    private static String blob(byte[] content) {
        return "blobs/sha256/" + Digest.of(content).hex();
    }

    private static byte[] gzipped(byte[] content) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
            gzip.write(content);
        }
        return target.toByteArray();
    }
}

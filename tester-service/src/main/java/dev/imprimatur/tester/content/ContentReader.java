package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Finds out what an image is, from the very layers that a registry has. Layers that were read lately, those of bases above
 * all, are not read again.
 */
final class ContentReader {
    /** The rules by which it is found out: by other ones, every image is another. */
    private static final String RULES = "dev.imprimatur.content 1\n";

    private static final int LARGEST_CONFIGURATION = 8 << 20;
    private static final int BUFFER = 256 * 1024;

    private final RegistryClient registries;
    private final ReadLayers layers = new ReadLayers();

    ContentReader(RegistryClient registries) {
        this.registries = registries;
    }

    /**
     * What this image is.
     *
     * @throws UntellableException if it cannot be told
     * @throws RegistryException if its registry does not give it out
     */
    Digest content(ImageReference image) throws UntellableException {
        RepositoryReference repository = RepositoryReference.of(image);
        Manifest manifest = registries.manifest(image);
        if (manifest.isIndex()) {
            throw new UntellableException("it is an index of several images");
        }
        byte[] configuration = registries.blob(repository, manifest.blobs().getFirst(), LARGEST_CONFIGURATION);
        FileTree files = new FileTree();
        for (Descriptor layer : manifest.layers()) {
            files.put(layer(repository, layer));
        }
        MessageDigest digest = Digest.sha256();
        digest.update(RULES.getBytes(StandardCharsets.UTF_8));
        digest.update(Settings.of(configuration));
        files.digest(digest);
        return Digest.of(digest);
    }

    private Layer layer(RepositoryReference repository, Descriptor blob) throws UntellableException {
        Optional<Layer> known = layers.find(blob.digest());
        if (known.isPresent()) {
            return known.get();
        }
        Path file = null;
        try {
            file = Files.createTempFile("layer-", ".blob");
            registries.fetchBlob(repository, blob, file);
            try (InputStream content = uncompressed(blob, Files.newInputStream(file))) {
                Layer layer = Layer.read(content);
                layers.keep(blob.digest(), layer);
                return layer;
            }
        } catch (IOException e) {
            throw new UntellableException("layer " + blob.digest() + " cannot be read: " + e.getMessage());
        } finally {
            delete(file);
        }
    }

    private static InputStream uncompressed(Descriptor blob, InputStream content)
            throws IOException, UntellableException {
        String type = blob.mediaType();
        if (type.endsWith("gzip")) {
            return new BufferedInputStream(new GZIPInputStream(content, BUFFER), BUFFER);
        }
        if (type.endsWith(".tar")) {
            return new BufferedInputStream(content, BUFFER);
        }
        throw new UntellableException("layer " + blob.digest() + " is of type " + type + ", which is not read here");
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies in the folder of temporary files, which the system clears.
        }
    }
}
